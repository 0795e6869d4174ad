from fractions import Fraction

import av
import numpy as np
import pytest

from vsearch.readers import Size
from vsearch.readers.pictures.colour import shown
from vsearch.readers.pictures.picture import Converter

WEIGHTS = {"bt709": (1, 0.2126, 0.0722), "bt601": (6, 0.299, 0.114), "bt2020": (9, 0.2627, 0.0593)}


def flat(rgb, space, full, width=64, height=64):
    """A frame of one colour, coded by the definition of its matrix."""
    number, red, blue = WEIGHTS[space]
    r, g, b = (x / 255 for x in rgb)
    y = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - y) / (2 - 2 * blue), (r - y) / (2 - 2 * red)
    codes = (255 * y, 128 + 255 * u, 128 + 255 * v) if full else (16 + 219 * y, 128 + 224 * u, 128 + 224 * v)
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, code in zip(frame.planes, codes, strict=True):
        plane.update(bytes([round(min(255, max(0, code)))]) * plane.buffer_size)
    frame.colorspace, frame.color_range = number, 2 if full else 1
    return frame


@pytest.mark.parametrize("full", [False, True], ids=["limited", "full"])
@pytest.mark.parametrize("space", list(WEIGHTS))
@pytest.mark.parametrize("rgb", [(200, 40, 90), (30, 180, 60), (255, 255, 255), (0, 0, 0)], ids=str)
def test_every_matrix_and_range_gives_the_colour_back(rgb, space, full):
    made = Converter(Size(32, 32), Fraction(1)).picture(flat(rgb, space, full))
    assert np.abs(made[16, 16].astype(int) - rgb).max() <= 3


def test_what_is_not_said_is_bt709_in_high_definition_only():
    small, large = flat((200, 40, 90), "bt601", False), flat((200, 40, 90), "bt709", False, 1280, 720)
    small.colorspace = large.colorspace = 2
    for frame in (small, large):
        made = Converter(Size(32, 18), Fraction(1)).picture(frame)
        assert np.abs(made[9, 16].astype(int) - (200, 40, 90)).max() <= 3


def grey(level):
    return np.full((2, 2, 3), level, dtype=np.uint16)


def pq(nits):
    power = (nits / 10_000) ** 0.1593017578125
    return round(65535 * ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


@pytest.mark.parametrize(
    ("curve", "level", "low", "high"),
    [
        pytest.param("pq", 0, 0, 0, id="black stays black"),
        pytest.param("pq", pq(26), 95, 105, id="grey is what it is in BT.2408"),
        pytest.param("pq", pq(203), 215, 240, id="a page is bright but not burnt out"),
        pytest.param("pq", pq(1000), 250, 255, id="the peak is white"),
        pytest.param("pq", 65535, 255, 255, id="beyond the peak is white"),
        pytest.param("hlg", 0, 0, 0, id="hlg black"),
        pytest.param("hlg", round(0.75 * 65535), 215, 240, id="hlg page"),
        pytest.param("hlg", 65535, 250, 255, id="hlg peak"),
    ],
)
def test_high_dynamic_range_lands_where_a_screen_shows_it(curve, level, low, high):
    made = shown(grey(level), curve)
    assert low <= made.min() <= made.max() <= high
    assert np.ptp(made[0, 0].astype(int)) <= 1


def test_tone_mapping_keeps_the_order_of_brightness():
    levels = np.linspace(0, 65535, 200).astype(np.uint16)
    for curve in ("pq", "hlg"):
        made = shown(np.repeat(levels[None, :, None], 3, axis=2), curve)[0, :, 0].astype(int)
        assert (np.diff(made) >= 0).all()
