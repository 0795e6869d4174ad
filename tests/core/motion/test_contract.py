"""Every motion encoder keeps its promises: a row a clip, whatever lies beside it, from clips short and long."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import ModelMissing, UsageWrong
from vsearch.models import packages
from vsearch.motion import MOTION_ENCODERS, FrameClip, MotionEncoder

KINDS = ("builtin", "xclip", "videomae", "timesformer", "vjepa2")
Saved = Callable[[str], Path]


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """The folder of a small model."""
    sys.path.insert(0, str(Path(__file__).parent))
    from small_models import save_model

    made: dict[str, Path] = {}

    def saved(kind: str) -> Path:
        return made.setdefault(kind, save_model(kind, tmp_path_factory.mktemp("models") / kind))

    return saved


@pytest.fixture(params=KINDS, scope="module")
def encoder(request: pytest.FixtureRequest, saved: Saved) -> MotionEncoder:
    return MOTION_ENCODERS.make(request.param if request.param == "builtin" else f"hf:{saved(request.param)}")


def clip(count: int, encoder: MotionEncoder, seed: int = 0) -> FrameClip:
    wide, high = encoder.spec.size
    pixels = np.random.default_rng(seed).integers(0, 255, (count, high, wide, 3), np.uint8)
    return FrameClip(pixels, np.arange(count) / 10, wide / high)


def test_a_clip_has_a_row_whatever_lies_beside_it(encoder: MotionEncoder) -> None:
    clips = [clip(encoder.spec.frames, encoder, seed) for seed in range(3)]
    rows = encoder.encode(clips)
    assert rows.shape == (3, encoder.spec.width)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert np.allclose(rows[1], encoder.encode(clips[1:2])[0], atol=1e-4)
    assert encoder.encode([]).shape == (0, encoder.spec.width)


@pytest.mark.parametrize("count", [pytest.param(1, id="one picture"), pytest.param(30, id="more than it takes")])
def test_clips_may_be_shorter_and_longer_than_a_model_wants(encoder: MotionEncoder, count: int) -> None:
    assert encoder.encode([clip(count, encoder)]).shape == (1, encoder.spec.width)


def test_words_are_read_where_that_is_promised_else_refused(encoder: MotionEncoder) -> None:
    if encoder.spec.words:
        rows = encoder.encode_texts(["a dog runs", "pouring " * 40])
        assert rows.shape == (2, encoder.spec.width)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        assert encoder.encode_texts([]).shape == (0, encoder.spec.width)
    else:
        with pytest.raises(UsageWrong, match=r"reads no words|measures movement"):
            encoder.encode_texts(["a dog runs"])


def test_models_see_the_order_of_pictures(saved: Saved) -> None:
    encoder = MOTION_ENCODERS.make(f"hf:{saved('videomae')}")
    there = clip(4, encoder)
    back = FrameClip(there.pixels[::-1], there.times, there.aspect)
    assert not np.allclose(encoder.encode([there]), encoder.encode([back]), atol=1e-4)


def test_what_is_no_video_model_is_one_sentence(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelMissing, match="no video model that is known"):
        MOTION_ENCODERS.make(f"hf:{tmp_path}")
    (tmp_path / "config.json").write_text('{"model_type": "videomae"}')
    with pytest.raises(ModelMissing, match="no whole video model"):
        MOTION_ENCODERS.make(f"hf:{tmp_path}")
    with pytest.raises(ModelMissing, match="is not on this machine"):
        MOTION_ENCODERS.make("hf:microsoft/xclip-base-patch32")


def test_without_torch_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch, saved: Saved) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match="needs torch and transformers"):
        MOTION_ENCODERS.make(f"hf:{saved('xclip')}")
