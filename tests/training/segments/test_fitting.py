"""DBSCAN's two numbers are those that find most of what is there, and probabilities are what comes true."""

import numpy as np
import pytest

from vsearch.indexer.segments.seconds.clustering import stretches_of
from vsearch.nouns import Segment, Span
from vsearch.training.segments.fitting import HeldOut, fitted, plain
from vsearch.training.segments.measures import Tally, counted, overlap, quality, reliability, tally

CLASSES = ("body", "intro")


def shares(told: np.ndarray, sure: float = 0.9) -> np.ndarray:
    return np.stack([np.where(told, 1 - sure, sure), np.where(told, sure, 1 - sure)], axis=1).astype(np.float32)


def holed(seed: int) -> HeldOut:
    """An intro of half a minute with holes of two seconds, and noise of single seconds elsewhere."""
    dice = np.random.default_rng(seed)
    told = np.zeros(200, bool)
    told[40:70] = np.arange(30) % 5 < 3
    told[dice.integers(100, 200, 4)] = True
    return HeldOut(shares(told), (Segment("intro", Span(40, 70), 1.0),), ("intro",))


def test_eps_and_the_minimum_are_fitted() -> None:
    held = [holed(n) for n in range(6)]
    reading = fitted(held, CLASSES)
    how = reading.clustering["intro"]
    for one in held:
        (span,) = stretches_of(one.shares.argmax(axis=1) == 1, how)
        assert overlap(span, Span(40, 70)) > 0.9
    assert plain(reading)["clustering"] == {"intro": {"eps": how.eps, "least": how.least}}


def test_what_comes_true_half_the_time_is_as_probable() -> None:
    there = [HeldOut(shares(np.arange(60) < 20), (Segment("intro", Span(0, 20), 1.0),), ("intro",))] * 20
    absent = [HeldOut(shares(np.arange(60) < 20), (), ("intro",))] * 20
    calibration = fitted([*there, *absent], CLASSES).calibration["intro"]
    assert calibration.probability(0.9, 20) == pytest.approx(0.5, abs=0.05)


def test_kinds_that_nobody_decided_about_teach_nothing() -> None:
    reading = fitted([HeldOut(shares(np.arange(60) < 20), (), ("credits",))] * 20, CLASSES)
    assert reading.calibration["intro"].probability(0.9, 20) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(
    ("truth", "found", "f1"),
    [
        pytest.param([(0, 10)], [(1, 10)], 1.0, id="found"),
        pytest.param([(0, 10)], [(6, 10)], 0.0, id="too short"),
        pytest.param([(0, 10)], [(0, 10), (20, 30)], 2 / 3, id="one too many"),
        pytest.param([(0, 10)], [(0, 10), (0, 10)], 2 / 3, id="found twice"),
        pytest.param([], [], 1.0, id="nothing of nothing"),
    ],
)
def test_found_segments_are_counted(truth: list[tuple[int, int]], found: list[tuple[int, int]], f1: float) -> None:
    assert tally([Span(*one) for one in truth], [Span(*one) for one in found]).f1 == pytest.approx(f1)


def test_suggestions_and_other_kinds_do_not_count() -> None:
    told = [Segment("intro", Span(0, 10), 0.4, sure=False), Segment("recap", Span(0, 10), 0.9)]
    assert counted([Segment("intro", Span(0, 10), 1.0)], told, ["intro"]) == Tally(0, 0, 1)


def test_quality_is_the_share_of_known_seconds() -> None:
    assert quality(np.array([0, 1, -1, 1]), np.array([0, 0, 1, 1])) == (2, 3)


def test_reliability_tells_how_far_probabilities_are_off() -> None:
    assert reliability([0.85] * 20, [True] * 17 + [False] * 3).error == pytest.approx(0)
    assert reliability([0.95] * 20, [False] * 20).error == pytest.approx(0.95)
