"""The choice of a new library's encoder, by facts that are made up."""

import subprocess
import sys

import pytest

from vsearch.cli.cures import worded
from vsearch.encoders.choose import RECOMMENDED, choose, find
from vsearch.encoders.choosing.candidates import CANDIDATES, DATACOMP_32, SIGLIP2_16, SIGLIP2_32, XLM_ROBERTA_32
from vsearch.encoders.choosing.facts import ChoiceFacts
from vsearch.errors import ModelMissing

LAPTOP = ChoiceFacts(on_gpu=False, memory=12.0)


def having(*specs):
    """A hub that has only these."""

    def fetch(name):
        if name not in specs:
            raise ModelMissing(f"The model {name} is not on this machine.", "fetch-encoder")

    return fetch


EVERY = having(*(one.spec for one in CANDIDATES))


def test_what_was_asked_for_is_chosen():
    assert choose("hf:some/model").spec == "hf:some/model"


def test_the_recommended_model_is_chosen_when_it_can_be_had():
    fetched = []
    choice = choose(fetch=fetched.append, facts=LAPTOP)
    assert (choice.spec, fetched) == (RECOMMENDED, [RECOMMENDED])
    assert choice.why.what == f"Using {RECOMMENDED}, the usual one on a CPU."


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        pytest.param(ChoiceFacts(memory=12), SIGLIP2_32, id="nothing known"),
        pytest.param(ChoiceFacts(memory=12, languages=("en",)), SIGLIP2_32, id="English"),
        pytest.param(ChoiceFacts(memory=12, languages=("ru", "en")), SIGLIP2_32, id="Russian and English"),
        pytest.param(ChoiceFacts(memory=12, languages=("ja",)), XLM_ROBERTA_32, id="Japanese"),
        pytest.param(ChoiceFacts(memory=12, languages=("zh", "en")), XLM_ROBERTA_32, id="Chinese and English"),
        pytest.param(ChoiceFacts(memory=12, languages=("uk",)), XLM_ROBERTA_32, id="Ukrainian"),
        pytest.param(ChoiceFacts(memory=12, languages=("ka",)), SIGLIP2_32, id="a language without a figure"),
        pytest.param(ChoiceFacts(on_gpu=True, memory=12), SIGLIP2_16, id="a GPU"),
        pytest.param(ChoiceFacts(on_gpu=True, memory=12, languages=("de",)), SIGLIP2_16, id="a GPU and German"),
        pytest.param(ChoiceFacts(on_gpu=True, memory=12, languages=("ja",)), XLM_ROBERTA_32, id="a GPU and Japanese"),
        pytest.param(ChoiceFacts(memory=3), DATACOMP_32, id="little memory"),
        pytest.param(ChoiceFacts(memory=3, languages=("ja",)), DATACOMP_32, id="little memory and Japanese"),
    ],
)
def test_device_memory_and_languages_choose(facts, chosen):
    choice = choose(fetch=EVERY, facts=facts)
    assert choice.spec == chosen.spec
    assert "would suit" not in choice.why.what


@pytest.mark.parametrize(
    ("languages", "cached", "chosen"),
    [
        pytest.param(("en",), [DATACOMP_32], DATACOMP_32, id="an older one for English"),
        pytest.param(("ru",), [DATACOMP_32, XLM_ROBERTA_32], XLM_ROBERTA_32, id="the second best for Russian"),
        pytest.param(("ru",), [DATACOMP_32], DATACOMP_32, id="at least one for English"),
    ],
)
def test_without_a_network_the_best_of_those_that_are_here_is_chosen_and_the_better_one_named(
    languages, cached, chosen
):
    facts = ChoiceFacts(memory=12, languages=languages)
    choice = choose(fetch=having(*(one.spec for one in cached)), facts=facts)
    assert choice.spec == chosen.spec
    assert f"{SIGLIP2_32.spec} would suit it better, but is neither here nor to be fetched." in choice.why.what


def test_with_hardly_any_memory_builtin_is_chosen_and_nothing_fetched():
    choice = choose(fetch=lambda name: pytest.fail(name), facts=ChoiceFacts(memory=1.5))
    assert choice.spec == "builtin"
    assert choice.why.what == "Using the small builtin encoder, because only 1.5 GB of memory are free."


@pytest.mark.parametrize("fetch", [None, find], ids=["fetch", "look"])
def test_without_weights_or_network_builtin_is_chosen_in_one_plain_line(fetch):
    choice = choose(fetch=fetch, facts=LAPTOP)
    assert choice.spec == "builtin"
    assert worded(choice.why) == (
        f"Using the small builtin encoder, because the model {RECOMMENDED} is not on this machine, or not whole, "
        f"and HF_HUB_OFFLINE forbids to fetch it. --encoder {RECOMMENDED} tries again."
    )


def test_a_model_that_was_compiled_here_is_chosen_without_its_weights(monkeypatch):
    from vsearch.encoders import choose as choosing

    monkeypatch.setattr(choosing, "find_compiled", lambda name: name if name == RECOMMENDED else None)
    choice = choose(fetch=having(), facts=LAPTOP)
    assert choice.spec == RECOMMENDED
    assert "compiled on this machine" in choice.why.what


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda one: one.spec.partition(":")[2])
def test_the_files_of_candidates_are_those_that_open_clip_would_load(candidate):
    from open_clip import get_model_config
    from open_clip.constants import HF_SAFE_WEIGHTS_NAME
    from open_clip.pretrained import get_pretrained_cfg

    arch, _, tag = candidate.spec.partition(":")[2].partition("/")
    assert candidate.files[0] == (get_pretrained_cfg(arch, tag)["hf_hub"].rstrip("/"), HF_SAFE_WEIGHTS_NAME)
    named = get_model_config(arch)["text_cfg"].get("hf_tokenizer_name")
    assert {repository for repository, _ in candidate.files[1:]} == ({named} if named else set())


def test_weights_in_the_cache_are_found_without_importing_open_clip(tmp_path):
    """The layout of the hub's cache is what its client reads: blobs, snapshots, references."""
    for repository, file in SIGLIP2_32.files:
        folder = tmp_path / f"models--{repository.replace('/', '--')}"
        snapshot = folder / "snapshots" / "abc"
        snapshot.mkdir(parents=True, exist_ok=True)
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text("abc")
        (snapshot / file).write_bytes(b"weights")
    code = (
        "import sys; from vsearch.encoders.choose import choose, ChoiceFacts; "
        "print(choose(facts=ChoiceFacts()).spec, 'torch' in sys.modules)"
    )
    environment = {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1", "XDG_CACHE_HOME": str(tmp_path), "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert ran.stdout.split() == [RECOMMENDED, "False"], ran.stderr


def test_a_package_that_is_not_installed_is_the_cure_and_not_another_try(monkeypatch):
    monkeypatch.setitem(sys.modules, "open_clip", None)
    choice = choose(fetch=find, facts=LAPTOP)
    assert choice.spec == "builtin"
    assert "is not installed. Run `pip install 'vsearch[models]'`." in worded(choice.why)
    assert "tries again" not in worded(choice.why)
