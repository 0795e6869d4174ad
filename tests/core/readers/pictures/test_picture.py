from fractions import Fraction

import av
import numpy as np
import pytest

from vsearch.readers import Size
from vsearch.readers.pictures.interlace import filtered, progressive
from vsearch.readers.pictures.picture import shaped
from vsearch.readers.pictures.turn import Turn
from vsearch.readers.pyav import PyAVReader


@pytest.mark.parametrize(
    ("upright", "size", "found"),
    [
        pytest.param((1920, 1080), Size(224, 224), (398, 224, 87, 0, (224, 224)), id="crop wide"),
        pytest.param((1080, 1920), Size(224, 224), (224, 398, 0, 87, (224, 224)), id="crop tall"),
        pytest.param((1920, 1080), Size(160, 90, "squash"), (160, 90, 0, 0, (90, 160)), id="squash"),
        pytest.param((1000, 500), Size(100, 100, "inside"), (100, 50, 0, 0, (50, 100)), id="inside"),
        pytest.param((40, 20), Size(100, 100, "inside"), (40, 20, 0, 0, (20, 40)), id="inside never enlarges"),
        pytest.param((853, 480), None, (853, 480, 0, 0, (480, 853)), id="whole"),
        pytest.param((1, 999), Size(8, 8, "inside"), (1, 8, 0, 0, (8, 1)), id="thin"),
    ],
)
def test_pictures_fit(upright, size, found):
    shape = shaped(upright, size)
    assert (shape.width, shape.height, shape.left, shape.top, shape.window) == found


def matrix(a, b, c, d):
    return np.array([a, b, 0, c, d, 0, 0, 0, 1], dtype=np.int32).tobytes()


@pytest.mark.parametrize(
    ("data", "turned"),
    [
        pytest.param(matrix(1, 0, 0, 1), [[1, 2], [3, 4]], id="as it is"),
        pytest.param(matrix(0, 1, -1, 0), [[3, 1], [4, 2]], id="a quarter clockwise"),
        pytest.param(matrix(-1, 0, 0, -1), [[4, 3], [2, 1]], id="upside down"),
        pytest.param(matrix(0, -1, 1, 0), [[2, 4], [1, 3]], id="three quarters"),
        pytest.param(matrix(-1, 0, 0, 1), [[2, 1], [4, 3]], id="mirrored left to right"),
        pytest.param(matrix(1, 0, 0, -1), [[3, 4], [1, 2]], id="mirrored top to bottom"),
        pytest.param(matrix(0, 0, 0, 0), [[1, 2], [3, 4]], id="no matrix at all"),
    ],
)
def test_the_display_matrix_moves_points_as_it_says(data, turned):
    assert Turn.read(data).apply(np.array([[1, 2], [3, 4]])).tolist() == turned


@pytest.mark.parametrize("height", [24, 64], ids=["small", "whole"])
def test_interlaced_pictures_are_of_one_moment(film, height):
    reader = PyAVReader(film("interlaced"))
    assert reader.facts.interlaced
    with av.open(str(film("interlaced"))) as container:
        frame = next(container.decode(video=0))
    kept = progressive(frame, height).to_ndarray(format="gray").astype(int)
    lines = frame.to_ndarray(format="gray").astype(int)
    assert np.abs(kept[:: len(kept) // 32] - lines[::2]).max() <= 1  # the upper field is untouched


def test_combed_pictures_lose_their_comb(drawn):
    woven = drawn(0)
    woven[1::2] = drawn(8)[1::2]
    frame = av.VideoFrame.from_ndarray(woven, "rgb24").reformat(format="yuv420p")
    frame.time_base = Fraction(1, 25)
    whole = filtered(frame, "estdif").to_ndarray(format="gray").astype(int)
    combed = frame.to_ndarray(format="gray").astype(int)
    assert np.abs(np.diff(whole, 2, axis=0)).mean() < 0.5 * np.abs(np.diff(combed, 2, axis=0)).mean()


def test_ten_bits_look_like_eight(film):
    ten = next(PyAVReader(film("ten-bit")).frames(np.array([0.0]), [Size(48, 32)])).pixels[0]
    eight = next(PyAVReader(film("h264")).frames(np.array([0.0]), [Size(48, 32)])).pixels[0]
    assert np.abs(ten.astype(int) - eight).mean() < 6
