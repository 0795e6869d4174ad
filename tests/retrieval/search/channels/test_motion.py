"""What moves is found by words where a video model that reads them made the vectors, and not looked for elsewhere."""

import sys
from pathlib import Path

import numpy as np
import pytest

from vsearch.library.parts.motion import MotionTrack
from vsearch.motion import MOTION_ENCODERS
from vsearch.nouns import Span
from vsearch.retrieval.search.search import search

SHOTS = [("red", 0, 6), ("green", 6, 12)]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    sys.path.insert(0, str(Path(__file__).parents[3] / "core" / "motion"))
    from small_models import save_model

    return f"hf:{save_model('xclip', tmp_path_factory.mktemp('models') / 'xclip')}"


def put(add, name, model, vectors):
    count = len(vectors)
    starts = np.arange(count) * 6.0
    add(name, SHOTS, title=name, motion=MotionTrack(encoder=model, starts=starts, ends=starts + 6, vectors=vectors))


def test_the_clip_that_the_words_mean_comes_first(library, add, model):
    words = MOTION_ENCODERS.make(model).encode_texts(["somebody runs"])
    away = np.linalg.svd(words)[2][-1:].astype(np.float32)  # at a right angle to it
    put(add, "v1", model, np.concatenate([away, words]))
    put(add, "v2", model, away)
    library.store.remember({"motion_encoder": model})
    (moment,) = search(library, "somebody runs", inside=["motion"]).moments
    assert (moment.video, moment.span, moment.best) == ("v1", Span(6, 12), 9.0)
    assert set(moment.because) == {"motion"}


def test_without_a_video_model_no_part_is_opened(library, add, monkeypatch):
    add("v1", SHOTS, title="A")
    monkeypatch.setattr(type(library), "motion", lambda *_: pytest.fail("it was opened"))
    assert search(library, "somebody runs", inside=["motion"]).moments == []


def test_a_model_that_is_gone_finds_nothing_and_breaks_nothing(library, add):
    put(add, "v1", "hf:/nowhere/at/all", np.array([[1.0, 0.0]], np.float32))
    library.store.remember({"motion_encoder": "hf:/nowhere/at/all"})
    assert search(library, "somebody runs", inside=["motion"]).moments == []
