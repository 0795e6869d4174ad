"""The openings of the sample library's series: two seconds of drawn picture, the same in every film of a series."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels


def ident(series: str, progress: float, size: tuple[int, int]) -> Pixels:
    """The opening of a series at a share of its length, height x width."""
    ground = _GROUNDS[series](progress, size)
    top, letters = _letters(series, size)
    band = ground[top : top + len(letters)]
    band[:] = band + (255.0 - band) * letters * min(1.0, max(0.0, 3 * progress - 0.75))
    return ground


def _museum(progress: float, size: tuple[int, int]) -> Pixels:
    """A gilt frame that draws itself on a green wall."""
    import cv2

    height, width = size
    wall = np.full((height, width, 3), (24, 62, 48), np.uint8)
    left, right, top, bottom = width // 8, width - width // 8, height // 5, height - height // 5
    edge = int((right - left) * min(1.0, progress * 2))
    for y in (top, bottom):
        cv2.line(wall, (left, y), (left + edge, y), (201, 164, 76), max(2, height // 60), cv2.LINE_AA)
    for x in (left, right)[: 1 + (progress > 0.5)]:
        cv2.line(wall, (x, top), (x, bottom), (201, 164, 76), max(2, height // 60), cv2.LINE_AA)
    return wall


def _window(progress: float, size: tuple[int, int]) -> Pixels:
    """The sun that rises in a morning sky."""
    import cv2

    height, width = size
    high = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sky = np.asarray((70, 110, 180) + high * np.array((175, 70, -60), np.float32), np.float32)
    canvas = np.ascontiguousarray(np.broadcast_to(sky, (height, width, 3)).astype(np.uint8))
    centre = (width // 2, int(height * (1.15 - 0.45 * progress)))
    cv2.circle(canvas, centre, height // 4, (255, 221, 120), -1, cv2.LINE_AA)
    return canvas


def _space(progress: float, size: tuple[int, int]) -> Pixels:
    """A planet and its ring among drifting stars."""
    import cv2

    height, width = size
    sky = np.full((height, width, 3), (10, 12, 34), np.uint8)
    stars = np.random.default_rng(7).random((90, 3))
    for x, y, light in stars:
        place = (int((x + 0.05 * progress) % 1 * width), int(y * height))
        cv2.circle(sky, place, max(1, height // 240), (int(120 + 135 * light),) * 3, -1, cv2.LINE_AA)
    middle, radius = (width // 2, height // 2), height // 5
    cv2.circle(sky, middle, radius, (52, 74, 140), -1, cv2.LINE_AA)
    turn = int(360 * min(1.0, 1.4 * progress))
    cv2.ellipse(
        sky, middle, (2 * radius, radius // 2), -12, 0, turn, (214, 190, 150), max(2, height // 90), cv2.LINE_AA
    )
    return sky


_GROUNDS: Mapping[str, Callable[[float, tuple[int, int]], Pixels]] = {
    "Little Museum": _museum,
    "Morning Window": _window,
    "Space Notes": _space,
}
_HEIGHTS = {
    "Little Museum": 0.5,
    "Morning Window": 0.3,
    "Space Notes": 0.85,
}  # share of the height


@lru_cache(maxsize=8)
def _letters(series: str, size: tuple[int, int]) -> tuple[int, NDArray[np.float32]]:
    """The name of a series: its first line, and how much of each pixel it covers."""
    from PIL import Image, ImageDraw, ImageFont

    height, width = size
    tall = height // 4
    canvas = Image.new("L", (width, tall))
    font = ImageFont.load_default(height // 8)
    ImageDraw.Draw(canvas).text((width / 2, tall / 2), series, fill=255, font=font, anchor="mm")
    cover = np.asarray(canvas, np.float32)[..., None] / np.float32(255)
    return int(height * _HEIGHTS[series]) - tall // 2, cover
