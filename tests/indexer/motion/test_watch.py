"""Bursts and clips: which frames are looked at, what is made of them, and what cuts do to that."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import pytest

from vsearch.indexer.motion.bursts import between, starts
from vsearch.indexer.motion.vectors import frames_of, parts
from vsearch.indexer.motion.watch import MotionWatch, clear
from vsearch.motion import ClipSpec
from vsearch.motion.kinds import MeasuredClip
from vsearch.nouns import Frame, Pixels, Shot, Span, Times
from vsearch.readers.sample import sampled
from vsearch.settings import Sampling


def ground(seed: int) -> Pixels:
    rough = np.random.default_rng(seed).integers(0, 255, (20, 60, 3), np.uint8)
    return cv2.resize(rough, (480, 160), interpolation=cv2.INTER_CUBIC)


def frames(times: Times, cut: float = np.inf) -> Iterator[Frame]:
    """A camera that looks two small pixels further to the right a frame; another ground after the cut."""
    first, second = ground(1), ground(2)
    for time in times.tolist():
        left = round(time * 25) * 2 % 300
        yield Frame(time, (np.ascontiguousarray((second if time >= cut else first)[:90, left : left + 160]),))


@pytest.mark.parametrize(
    ("fps", "seconds", "count"),
    [
        pytest.param(25, 4.0, 9 + 9, id="ten a second"),
        pytest.param(5, 4.0, 5 + 5, id="no more than there are"),
        pytest.param(1, 1.0, 1, id="a film of one frame"),
    ],
)
def test_a_burst_is_eight_tenths_of_every_two_seconds(fps: float, seconds: float, count: int) -> None:
    times = np.arange(round(fps * seconds)) / fps
    begun = starts(sampled(times, Sampling()))
    found = between(times, begun)
    assert len(found) == count
    assert np.isin(found, times).all()
    assert all(any(0 <= time - start <= 0.8 + 1e-6 for start in begun) for time in found)


def test_a_burst_begins_with_a_sampled_frame_however_seldom_they_are() -> None:
    times = np.arange(25 * 60) / 25
    assert starts(sampled(times, Sampling(every=20.0))).tolist() == [0.0, 20.0, 40.0]
    assert len(starts(np.zeros(0))) == 0


def watched(cut: float = np.inf) -> MotionWatch:
    times = np.arange(100) / 25
    watch = MotionWatch(times, sampled(times, Sampling()), 16 / 9)
    handed = list(watch.taken(frames(np.union1d(watch.bursts, sampled(times, Sampling())), cut)))
    assert [frame.time for frame in handed] == sampled(times, Sampling()).tolist()
    return watch


def test_a_pan_is_seen_and_only_sampled_frames_are_handed_on() -> None:
    told = watched().told([Shot(Span(0, 4))], 4.0).track
    assert [(one.kind, one.direction) for one in told.movements] == [("pan", "right")]
    assert told.movements[0].speed == pytest.approx(50 / 90, rel=0.06)
    assert told.camera[:, 0] == pytest.approx([50 / 90] * 4, rel=0.06)
    assert told.measured.tolist() == pytest.approx([0.8, 0, 0.8, 0], abs=1e-3)


def test_a_cut_divides_a_burst() -> None:
    watch = watched(cut=2.4)
    assert [(round(one.span.start, 2), round(one.span.end, 2)) for one in watch.clips] == [
        (0.0, 0.8), (2.0, 2.28), (2.4, 2.8),
    ]  # fmt: skip
    told = watch.told([Shot(Span(0, 2.4)), Shot(Span(2.4, 4.0))], 4.0).track
    assert [one.kind for one in told.movements] == ["pan", "pan"]


@pytest.mark.parametrize(
    ("shots", "left"),
    [
        pytest.param([Shot(Span(0, 9))], 2, id="one shot"),
        pytest.param([Shot(Span(0, 2.3)), Shot(Span(2.3, 9))], 1, id="a cut that was found later"),
        pytest.param([Shot(Span(0, 1.5)), Shot(Span(1.5, 9), 1.0)], 1, id="a dissolve"),
    ],
)
def test_clips_over_which_a_shot_changes_count_for_none(shots: Sequence[Shot], left: int) -> None:
    clips = [MeasuredClip(Span(start, start + 0.8), np.zeros(13, np.float32)) for start in (2.0, 4.0)]
    assert len(clear(clips, shots)) == left


@pytest.mark.parametrize(
    ("spec", "span", "expected"),
    [
        pytest.param((4, 0.0), Span(0, 4), [0.48, 1.48, 2.48, 3.48], id="spread over the shot"),
        pytest.param((4, 10.0), Span(0, 4), [1.84, 1.92, 2.04, 2.12], id="at the model's pace, in its middle"),
        pytest.param((8, 10.0), Span(1.0, 1.08), [1.0, 1.0, 1.0, 1.0, 1.04, 1.04, 1.04, 1.04], id="longer than it"),
        pytest.param((2, 0.0), Span(3.99, 4.0), [3.96, 3.96], id="a shot without a frame of its own"),
    ],
)
def test_the_frames_of_a_clip_lie_in_its_shot(spec: tuple[int, float], span: Span, expected: list[float]) -> None:
    times = np.arange(100) / 25
    found = frames_of(span, times, ClipSpec("some", 8, *spec, size=(32, 32)))
    assert found.tolist() == pytest.approx(expected, abs=0.021)


def test_long_shots_are_encoded_in_equal_parts() -> None:
    assert parts([Shot(Span(0, 4)), Shot(Span(4, 24))]) == [
        Span(0, 4),
        *(Span(4 + 20 / 3 * n, 4 + 20 / 3 * (n + 1)) for n in range(3)),
    ]
