import numpy as np
import pytest

from vsearch.indexer.sound.speech import SECONDS, Cutter, share, spans
from vsearch.nouns import Span
from vsearch.sounds.voice import FRAME


def curve(*parts: tuple[float, float]) -> np.ndarray:
    return np.concatenate([np.full(round(seconds / SECONDS), value, np.float32) for seconds, value in parts])


@pytest.mark.parametrize(
    ("said", "count"),
    [
        pytest.param(curve((1, 0.1)), 0, id="silence"),
        pytest.param(curve((1, 0.1), (1, 0.9), (1, 0.1)), 1, id="speech"),
        pytest.param(curve((1, 0.1), (0.1, 0.9), (1, 0.1)), 0, id="too short"),
        pytest.param(curve((1, 0.9), (0.06, 0.1), (1, 0.9)), 1, id="pause bridged"),
        pytest.param(curve((1, 0.9), (0.5, 0.1), (1, 0.9)), 2, id="pause parts"),
        pytest.param(curve((1, 0.9), (1, 0.4), (1, 0.1)), 1, id="hysteresis"),
        pytest.param(np.zeros(0, np.float32), 0, id="nothing"),
    ],
)
def test_speech_is_found_in_probabilities(said, count):
    assert len(spans(said)) == count


def test_spans_are_those_of_silero():
    silero = pytest.importorskip("silero_vad.utils_vad")
    dice = np.random.default_rng(3)
    said = np.repeat(dice.choice([0.05, 0.9], 60), dice.integers(6, 40, 60)).astype(np.float32)
    theirs = silero.get_speech_timestamps_from_probs(list(said))
    ours = spans(said)
    assert len(ours) == len(theirs)
    for span, wanted in zip(ours, theirs, strict=True):
        assert span.start == pytest.approx(wanted["start"] / 16_000, abs=0.04)
        assert span.end == pytest.approx(wanted["end"] / 16_000, abs=0.04)


def test_share_counts_each_second():
    assert share((Span(0.5, 2.25),), 3).tolist() == [0.5, 1.0, 0.25]


def test_the_cutter_gives_all_speech_once_and_no_silence():
    said = np.concatenate([curve((4, 0.1), (6, 0.9), (3, 0.1)), curve((70, 0.9)), curve((5, 0.1), (2, 0.9))])
    wave = np.repeat(said, FRAME)
    cutter, pieces = Cutter(), []
    for first in range(0, len(said), 500):
        part = slice(first, first + 500)
        pieces += list(cutter.add(wave[first * FRAME : (first + 500) * FRAME], said[part]))
    pieces += list(cutter.end())
    assert all(len(piece) <= 28.1 * 16_000 for _, piece in pieces)
    assert sum((piece > 0.5).sum() for _, piece in pieces) == (wave > 0.5).sum()
    assert sum((piece < 0.5).sum() for _, piece in pieces) < 16_000
    for start, piece in pieces:
        first = round(start * 16_000)
        assert np.array_equal(wave[first : first + len(piece)], piece)
