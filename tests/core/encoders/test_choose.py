import pytest

from vsearch.cli.cures import worded
from vsearch.encoders.choose import RECOMMENDED, choose, find
from vsearch.errors import ModelMissing


def test_what_was_asked_for_is_chosen():
    assert choose("hf:some/model").spec == "hf:some/model"


def test_the_recommended_model_is_chosen_when_it_can_be_had():
    fetched = []
    choice = choose(fetch=fetched.append)
    assert (choice.spec, fetched) == (RECOMMENDED, [RECOMMENDED])
    assert RECOMMENDED in choice.why.what


@pytest.mark.parametrize("fetch", [None, find], ids=["fetch", "look"])
def test_without_weights_or_network_builtin_is_chosen_in_one_plain_line(fetch):
    choice = choose(fetch=fetch)
    assert choice.spec == "builtin"
    assert worded(choice.why) == (
        f"Using the small builtin encoder, because the model {RECOMMENDED} is not on this machine, or not whole, "
        f"and HF_HUB_OFFLINE forbids to fetch it. --encoder {RECOMMENDED} tries again."
    )


def test_a_model_that_was_compiled_here_is_chosen_without_its_weights(monkeypatch):
    from vsearch.encoders import choose as choosing

    def refuse(name):
        raise ModelMissing(name)

    monkeypatch.setattr(choosing, "find_compiled", lambda name: name)
    assert choose(fetch=refuse).spec == RECOMMENDED


def test_the_recommended_weights_are_those_that_open_clip_would_load():
    from open_clip.constants import HF_SAFE_WEIGHTS_NAME
    from open_clip.pretrained import get_pretrained_cfg

    from vsearch.encoders import choose as choosing

    arch, _, tag = RECOMMENDED.partition(":")[2].partition("/")
    assert get_pretrained_cfg(arch, tag)["hf_hub"] == f"{choosing._REPOSITORY}/"
    assert choosing._FILE == HF_SAFE_WEIGHTS_NAME


def test_weights_in_the_cache_are_found_without_importing_open_clip(tmp_path):
    """The layout of the hub's cache is what its client reads: blobs, snapshots, references."""
    import subprocess
    import sys

    from vsearch.encoders import choose as choosing

    folder = tmp_path / f"models--{choosing._REPOSITORY.replace('/', '--')}"
    snapshot = folder / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("abc")
    (snapshot / choosing._FILE).write_bytes(b"weights")
    code = "import sys; from vsearch.encoders.choose import choose; print(choose().spec, 'torch' in sys.modules)"
    environment = {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1", "XDG_CACHE_HOME": str(tmp_path), "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert ran.stdout.split() == [RECOMMENDED, "False"], ran.stderr
