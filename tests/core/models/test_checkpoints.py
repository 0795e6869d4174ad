"""A model's files run no code of their own: where they ask to, a sentence says so, and nothing of them is run."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from vsearch.encoders import ENCODERS
from vsearch.errors import ModelMissing, ModelUnsafe
from vsearch.indexer.transcribers import TRANSCRIBERS
from vsearch.sounds import SOUND_ENCODERS
from vsearch.texts import TEXT_ENCODERS

OWN = "from pathlib import Path\nPath({mark!r}).touch()\nclass Model: pass\nclass Config: pass\n"
TABLES = {"encoder": ENCODERS, "transcriber": TRANSCRIBERS, "sound": SOUND_ENCODERS, "texts": TEXT_ENCODERS}


class Bomb:
    """Runs code when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self._mark,)


def with_own_code(folder: Path, mark: Path) -> None:
    """A model whose class is in a file beside it."""
    ways = {"AutoConfig": "own.Config", "AutoModel": "own.Model", "AutoTokenizer": ["own.Model", None]}
    (folder / "config.json").write_text(json.dumps({"model_type": "own", "auto_map": ways, "architectures": ["Model"]}))
    (folder / "own.py").write_text(OWN.format(mark=str(mark)))
    torch.save({}, folder / "pytorch_model.bin")


def with_pickle(folder: Path, mark: Path, **config: object) -> None:
    """A model of a known kind whose weights are a pickle of anything."""
    (folder / "config.json").write_text(json.dumps(config))
    torch.save({"weight": Bomb(mark)}, folder / "pytorch_model.bin")


def with_own_module(folder: Path, mark: Path) -> None:
    """A sentence transformer with a module that is in a file beside it."""
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "own.Model"}]))
    (folder / "config_sentence_transformers.json").write_text("{}")
    with_own_code(folder, mark)


def clip(folder: Path, mark: Path) -> None:
    with_pickle(folder, mark, model_type="clip", architectures=["CLIPModel"])


@pytest.mark.parametrize(
    ("kind", "name", "make", "said"),
    [
        pytest.param("encoder", "hf", with_own_code, "Python code of its own", id="an encoder's class"),
        pytest.param("encoder", "hf", clip, "pickled objects", id="an encoder's weights"),
        pytest.param("texts", "st", with_own_code, "Python code of its own", id="a text encoder's class"),
        pytest.param("texts", "st", with_own_module, "Python code of its own", id="a text encoder's module"),
    ],
)
def test_a_model_that_would_run_its_own_code_is_refused(
    tmp_path: Path, kind: str, name: str, make: Callable[[Path, Path], None], said: str
) -> None:
    folder, mark = tmp_path / "model", tmp_path / "ran"
    folder.mkdir()
    make(folder, mark)
    with pytest.raises(ModelUnsafe, match=said):
        TABLES[kind].make(f"{name}:{folder}")
    assert not mark.exists()


def test_an_open_clip_checkpoint_of_anything_is_refused(tmp_path: Path) -> None:
    torch.save({"state_dict": Bomb(tmp_path / "ran")}, tmp_path / "weights.pt")
    with pytest.raises(ModelUnsafe, match="pickled objects"):
        ENCODERS.make(f"open_clip:ViT-B-32/{tmp_path / 'weights.pt'}", device="cpu")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("kind", "name", "model"), [("transcriber", "whisper", "whisper"), ("sound", "clap", "clap")])
def test_models_of_sound_unpickle_nothing(tmp_path: Path, kind: str, name: str, model: str) -> None:
    folder, mark = tmp_path / "model", tmp_path / "ran"
    folder.mkdir()
    with_pickle(folder, mark, model_type=model)
    with pytest.raises(ModelMissing):
        TABLES[kind].make(f"{name}:{folder}")
    assert not mark.exists()


def test_the_bomb_would_go_off(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()
