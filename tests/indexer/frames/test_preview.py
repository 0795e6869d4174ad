"""The sprite sheet and its cues."""

import re
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from vsearch.indexer.frames.preview import MOST, sprite


def tile(shade: int) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((90, 160, 3), shade, np.uint8))[1])


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def cues(text: str) -> list[tuple[float, float, tuple[int, ...]]]:
    found = re.findall(r"(\S+) --> (\S+)\npreview\.webp#xywh=(\d+),(\d+),(\d+),(\d+)", text)
    return [(seconds(start), seconds(end), tuple(map(int, box))) for start, end, *box in found]


def test_every_cue_points_at_the_tile_of_its_time() -> None:
    shades = [0, 60, 120, 180, 240]
    sheet, text = sprite([tile(shade) for shade in shades], [1, 2, 4, 8, 16], 20)
    assert text.startswith("WEBVTT\n")
    picture = np.asarray(Image.open(BytesIO(sheet)).convert("L"))
    shown = [int(picture[y + h // 2, x + w // 2]) for _, _, (x, y, w, h) in cues(text)]
    assert shown == pytest.approx(shades, abs=6)
    assert [(start, end) for start, end, _ in cues(text)] == [(0, 2), (2, 4), (4, 8), (8, 16), (16, 20)]


def test_a_long_video_is_thinned_evenly_and_fits_into_webp() -> None:
    sheet, text = sprite([tile(n % 250) for n in range(900)], [n * 4.0 for n in range(900)], 3600)
    width, height = Image.open(BytesIO(sheet)).size
    assert len(cues(text)) == MOST
    assert max(width, height) <= 16383
    assert cues(text)[-1][1] == 3600
    assert max(end - start for start, end, _ in cues(text)) <= 12


def test_tiles_come_in_order_of_time() -> None:
    sheet, _ = sprite([tile(200), tile(20)], [5, 1], 10)
    picture = np.asarray(Image.open(BytesIO(sheet)).convert("L"))
    assert picture[45, 80] < 60


@pytest.mark.parametrize(("aspect", "width"), [(16 / 9, 160), (9 / 16, 51), (1, 90), (30, 270)])
def test_tiles_have_the_shape_of_the_video(aspect: float, width: int) -> None:
    sheet, _ = sprite([tile(1)], [0], 1, aspect=aspect)
    assert Image.open(BytesIO(sheet)).size == (width, 90)


def test_nothing_kept_makes_no_sheet() -> None:
    assert sprite([], [], 10) == (b"", "WEBVTT\n")
