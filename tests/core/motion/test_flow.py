"""Flow: the camera's movement is found exactly, and what moves against it where it is."""

import cv2
import numpy as np
import pytest

from vsearch.motion.flow import step
from vsearch.nouns import Pixels

ASPECT = 16 / 9


@pytest.fixture(scope="module")
def ground() -> Pixels:
    """A ground with detail everywhere, larger than the picture."""
    rough = np.random.default_rng(3).integers(0, 255, (50, 80), np.uint8)
    return cv2.resize(rough, (320, 200), interpolation=cv2.INTER_CUBIC)


def seen(ground: Pixels, across: float = 0.0, down: float = 0.0, scale: float = 1.0, turn: float = 0.0) -> Pixels:
    """The middle of the ground, moved by heights of the picture, grown and turned."""
    matrix = cv2.getRotationMatrix2D((160, 100), -np.degrees(turn), scale)
    matrix[:, 2] += np.array([across * 90 - 80, down * 90 - 55])
    return cv2.warpAffine(ground, matrix, (160, 90), flags=cv2.INTER_LINEAR)


@pytest.mark.parametrize(
    ("across", "down", "scale", "turn"),
    [
        pytest.param(0.0, 0.0, 1.0, 0.0, id="nothing"),
        pytest.param(0.05, 0.0, 1.0, 0.0, id="to the right"),
        pytest.param(-0.01, 0.03, 1.0, 0.0, id="down and to the left"),
        pytest.param(0.0, 0.0, 1.03, 0.0, id="larger"),
        pytest.param(0.0, 0.0, 0.98, 0.0, id="smaller"),
        pytest.param(0.0, 0.0, 1.0, 0.03, id="turned"),
        pytest.param(0.02, -0.02, 1.02, -0.02, id="all at once"),
    ],
)
def test_a_shift_a_scale_and_a_turn_are_found(
    ground: Pixels, across: float, down: float, scale: float, turn: float
) -> None:
    found = step(seen(ground), seen(ground, across, down, scale, turn), ASPECT)
    assert (found.across, found.down) == pytest.approx((across, down), abs=0.002)
    assert (found.scale, found.turn) == pytest.approx((np.log(scale), turn), abs=0.003)
    assert found.explained > 0.97


@pytest.mark.parametrize("pan", [pytest.param(0.0, id="before a still camera"), pytest.param(0.04, id="in a pan")])
def test_what_moves_against_the_camera_is_told_from_it(ground: Pixels, pan: float) -> None:
    before, after = seen(ground), seen(ground, pan)
    thing = cv2.resize(np.random.default_rng(5).integers(0, 255, (7, 7), np.uint8), (36, 36), interpolation=2)
    before[40:76, 20:56] = thing
    after[37:73, 20:56] = thing  # three lines up, a thirtieth of the height
    found = step(before, after, ASPECT)
    assert (found.across, found.down) == pytest.approx((pan, 0.0), abs=0.003)
    assert 0.04 < found.amount < 0.2
    assert found.moves[1] == pytest.approx(-1 / 30, abs=0.016)  # its edges are half ground
    assert found.middle == pytest.approx((0.24, 0.64), abs=0.08)


def test_of_a_squashed_picture_heights_are_told_alike(ground: Pixels) -> None:
    """A square film is squashed to 160 x 90 too: the same pixels are fewer heights."""
    wide = step(seen(ground), seen(ground, 0.05), 16 / 9)
    square = step(seen(ground), seen(ground, 0.05), 1.0)
    assert square.across == pytest.approx(wide.across * 9 / 16, rel=0.05)


def test_a_black_picture_stands_still() -> None:
    plain = np.zeros((90, 160), np.uint8)
    assert step(plain, plain, ASPECT).amount == 0.0
    lit = step(plain, plain + 40, ASPECT)
    assert np.isfinite([lit.across, lit.down, lit.scale, lit.turn, lit.amount, lit.speed]).all()
