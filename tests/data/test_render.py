from itertools import pairwise

import numpy as np
import pytest

from vsearch.data.photos import photo
from vsearch.data.render import pictures
from vsearch.data.scenes import BLACK, IDENT, SampleFilm, Span, Take, View

SIZE = (90, 160)
MOVE = (View(0.3, 0.3, 1.2), View(0.7, 0.7, 1.8))


def shown(*takes, times):
    film = SampleFilm("a.mp4", "A", "", (), takes)
    return [pixels.astype(int) for pixels, _ in pictures(film, times, SIZE)]


def apart(one, other):
    return np.abs(one - other).mean()


def test_a_whole_view_shows_the_photograph_undistorted():
    import cv2

    (picture,) = shown(Take("flower", 1.0), times=[0.5])
    pixels = photo("flower")
    tall = round(pixels.shape[1] * 9 / 16)
    top = (pixels.shape[0] - tall) // 2
    small = cv2.resize(pixels[top : top + tall], (160, 90), interpolation=cv2.INTER_AREA).astype(int)
    assert apart(picture, small) < 4


@pytest.mark.parametrize("corner", [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0)], ids=str)
def test_the_camera_never_leaves_the_photograph(monkeypatch, corner):
    white = np.full((300, 300, 3), 255, np.uint8)
    monkeypatch.setattr("vsearch.data.render.photo", lambda name: white)
    (picture,) = shown(Take(f"white{corner}", 1.0, View(*corner, 1.3), View(*corner, 1.3)), times=[0.5])
    assert picture.min() == 255


def test_takes_follow_each_other_at_their_times():
    ones = shown(Take("cat", 1.0, *MOVE), Take("coffee", 1.0, *MOVE), times=[0.96, 1.0])
    assert apart(*ones) > 20


def test_movement_is_steady():
    steps = shown(Take("grass", 2.0, *MOVE), times=np.arange(0, 2, 0.1))
    change = [apart(one, other) for one, other in pairwise(steps)]
    assert min(change) > 1


def test_a_dissolve_mixes_both():
    takes = (Take("cat", 1.0), Take("coffee", 1.0, enter="dissolve", over=0.4))
    before, middle, after = shown(*takes, times=[0.9, 1.2, 1.5])
    assert apart(middle, (before + after) / 2) < 2


def test_fades_and_black():
    takes = (Take("cat", 1.0, enter="fade", over=0.4, leave=0.4), Take(BLACK, 0.2))
    light = [picture.mean() for picture in shown(*takes, times=[0.0, 0.2, 0.5, 0.8, 0.99, 1.1])]
    assert light[0] == light[5] == 0
    assert light[1] == pytest.approx(light[2] / 2, rel=0.05)
    assert light[3] == pytest.approx(light[2] / 2, rel=0.05)
    assert light[4] < 5


def test_a_frozen_stretch_stands_and_then_goes_on():
    take = Take("cat", 2.0, *MOVE, freeze=Span(0.5, 1.5))
    first, still, later, end = shown(take, times=[0.5, 0.6, 1.49, 1.99])
    assert (first == still).all()
    assert (first == later).all()
    assert apart(first, end) > 3


def test_a_blurred_stretch_is_soft():
    sharp, soft, again = shown(Take("grass", 2.0, blur=Span(0.5, 1.0)), times=[0.2, 0.7, 1.4])
    assert soft.std() < 0.6 * sharp.std()
    assert apart(sharp, again) < 1


def test_a_flash_is_white_and_dies_away():
    white, gone = shown(Take("cat", 1.0, flash=0.5), times=[0.52, 0.71])
    assert white.min() == 255
    assert gone.mean() < 200


@pytest.mark.parametrize("series", ["Little Museum", "Morning Window", "Space Notes"])
def test_idents_move_and_are_the_same_each_time(series):
    take = Take(IDENT + series, 2.0)
    first, last, again = shown(take, times=[0.4, 1.9, 1.9])
    assert apart(first, last) > 1
    assert (last == again).all()
