"""Kinds: shots whose movement is known are told, from pictures and from rows of numbers."""

from itertools import pairwise

import numpy as np
import pytest

from vsearch.data.movements import KINDS, drawn, moving_shot
from vsearch.data.photos import photo
from vsearch.motion import MOTION_ENCODERS, STREAMS, FrameClip
from vsearch.motion.kinds import MeasuredClip, movement, movements
from vsearch.motion.streams import pace, streams
from vsearch.nouns import Span

GROUNDS = ("coffee", "cat", "astronaut", "temple", "motorcycle", "brick")


def row(**told: float) -> np.ndarray:
    """A clip's row: what is not told stands still."""
    still = {"explained": 1.0, "x": 0.5, "y": 0.5}
    return np.array([told.get(name, still.get(name, 0.0)) for name in STREAMS], np.float32)


def clip(start: float, **told: float) -> MeasuredClip:
    return MeasuredClip(Span(start, start + 0.8), row(**told))


@pytest.mark.parametrize("kind", KINDS)
def test_rendered_shots_are_told(kind: str) -> None:
    """Seeds on which nothing was tuned; the bench has hundreds through a codec."""
    encoder, right = MOTION_ENCODERS.make("builtin"), 0
    for seed in range(6):
        dice = np.random.default_rng([seed, 77])
        shot = moving_shot(dice, kind)
        ground, other = (photo(str(name)) for name in dice.choice(GROUNDS, 2, replace=False))
        clips = []
        for start in (0.0, 2.0):
            times = start + np.arange(9) / 10
            pixels = np.stack(list(drawn(shot, ground, other, times.tolist(), (90, 160), seed)))
            made = encoder.encode([FrameClip(pixels, times, 16 / 9)])[0]
            clips.append(MeasuredClip(Span(start, start + 0.8), made))
        told = movement(Span(0, 3), clips)
        right += (told.kind, told.direction) == (shot.kind, shot.direction)
    assert right >= 5


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([{}], ("static", ""), id="nothing moves"),
        pytest.param([{"pan": 0.3}], ("pan", "right"), id="to the right"),
        pytest.param([{"pan": -0.3, "shake": 0.05}], ("pan", "left"), id="by hand, to the left"),
        pytest.param([{"tilt": 0.2, "pan": 0.05}], ("tilt", "up"), id="mostly up"),
        pytest.param([{"zoom": -0.2}], ("zoom", "out"), id="away"),
        pytest.param([{"shake": 0.06}], ("handheld", ""), id="by hand"),
        pytest.param([{"shake": 0.4}], ("shake", ""), id="shaken"),
        pytest.param([{"pan": 0.1}, {"pan": -0.1}], ("handheld", ""), id="now here, now there"),
        pytest.param([{}, {"pan": 1.5, "shake": 1.0}, {}], ("static", ""), id="something passed close by"),
        pytest.param([{"pan": 0.5, "explained": 0.1}], ("static", ""), id="nearly nothing follows it"),
    ],
)
def test_what_a_camera_does_is_told_by_its_clips(rows: list[dict[str, float]], expected: tuple[str, str]) -> None:
    told = movement(Span(0, 6), [clip(2.0 * n, **one) for n, one in enumerate(rows)])
    assert (told.kind, told.direction) == expected


def test_action_grows_with_how_much_moves_and_how_fast() -> None:
    amounts = [{}, {"amount": 0.02, "speed": 0.2}, {"amount": 0.1, "speed": 0.2}, {"amount": 0.1, "speed": 0.8}]
    actions = [movement(Span(0, 1), [clip(0, **one)]).action for one in amounts]
    assert actions[0] == 0
    assert all(less < more < 1 for less, more in pairwise(actions))


def test_long_shots_are_told_in_parts_and_like_neighbours_are_one() -> None:
    clips = [clip(2.0 * n, pan=0.3 if n < 6 else 0.0) for n in range(12)] + [clip(24.1, zoom=0.2)]
    found = movements(clips, [Span(0, 24), Span(24, 25), Span(25, 25.5)])
    assert [(one.kind, round(one.span.start), round(one.span.end)) for one in found] == [
        ("pan", 0, 12),
        ("static", 12, 24),
        ("zoom", 24, 25),
    ]


def test_streams_have_a_row_a_second_from_clips_of_the_same_shot() -> None:
    camera, subject, measured = streams([clip(0, pan=0.5), clip(4, pan=0.1)], [Span(0, 3), Span(3, 6)], 7.5)
    assert camera.shape == (8, 6)
    assert subject.shape == (8, 7)
    assert camera[:, 0].tolist() == pytest.approx([0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0, 0])
    assert camera[7].tolist() == row()[:6].tolist()
    assert measured.tolist() == pytest.approx([0.8, 0, 0, 0, 0.8, 0, 0, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        pytest.param([0.0], 0.0, id="one shot"),
        pytest.param([0.0, 10.0, 20.0, 30.0, 40.0, 50.0], 6.0, id="every ten seconds"),
    ],
)
def test_pace_is_cuts_a_minute(starts: list[float], expected: float) -> None:
    assert pace(starts, 60.0)[30] == pytest.approx(expected)
