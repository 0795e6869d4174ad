"""Turn a film into pictures: pans and zooms, dissolves, fades, blur, stand-stills and flashes."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from vsearch.data.idents import ident
from vsearch.data.photos import photo
from vsearch.data.scenes import BLACK, IDENT, SampleFilm, Take, View
from vsearch.nouns import Pixels

FLASH = 0.2
"""Seconds in which a flash dies away; in the first of four parts it is all white."""

RAMP = 0.2
"""Seconds in which a blur comes and goes."""

_FINE = 1.6  # canvas pixels per output pixel: linear sampling of a smooth canvas neither shimmers nor pulses


def pictures(film: SampleFilm, times: Sequence[float], size: tuple[int, int]) -> Iterator[tuple[Pixels, float]]:
    """The film's picture at each time, height x width."""
    return ((_mix(film, time, size), time) for time in times)


def _mix(film: SampleFilm, time: float, size: tuple[int, int]) -> Pixels:
    import cv2

    number = film.at(time)
    take, since = film.takes[number], time - film.starts[number]
    shown = _shown(film, number, since, size)
    if take.enter == "dissolve" and since < take.over:
        under = _shown(film, number - 1, since + film.takes[number - 1].seconds, size)
        share = since / take.over
        shown = cv2.addWeighted(under, 1 - share, shown, share, 0)
    return _lit(take, since, shown)


def _lit(take: Take, since: float, shown: Pixels) -> Pixels:
    """Fades and flashes: how light the picture is."""
    import cv2

    light = min(1.0, since / take.over) if take.enter == "fade" else 1.0
    if take.leave:
        light = min(light, max(0.0, (take.seconds - since) / take.leave))
    if light < 1:
        shown = cv2.convertScaleAbs(shown, alpha=light)
    if take.flash is not None and 0 <= since - take.flash + 1e-6 < FLASH:
        white = min(1.0, (1 - (since - take.flash) / FLASH) * 4 / 3)
        shown = cv2.convertScaleAbs(shown, alpha=1 - white, beta=255 * white)
    return shown


def _shown(film: SampleFilm, number: int, since: float, size: tuple[int, int]) -> Pixels:
    take = film.takes[number]
    if take.photo == BLACK:
        return np.zeros((*size, 3), np.uint8)
    if take.photo.startswith(IDENT):
        return ident(take.photo.removeprefix(IDENT), min(1.0, since / take.seconds), size)
    moved, whole = _moved(take, since), take.seconds + film.tail(number)
    if take.freeze:
        whole -= take.freeze.length
    return _softened(take, since, _seen(take, moved / whole, size))


def _moved(take: Take, since: float) -> float:
    """Seconds for which the camera has been moving."""
    if take.freeze is None or since <= take.freeze.start:
        return since
    return max(take.freeze.start, since - take.freeze.length)


def _softened(take: Take, since: float, shown: Pixels) -> Pixels:
    import cv2

    if take.blur is None or not take.blur.start - RAMP < since < take.blur.end + RAMP:
        return shown
    share = min(1.0, 1 + min(since - take.blur.start, take.blur.end - since) / RAMP)
    sigma = share * shown.shape[0] / 45
    if sigma < 2:
        little: Pixels = cv2.GaussianBlur(shown, (0, 0), max(0.1, sigma))
        return little
    half = cv2.resize(shown, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(half, (0, 0), sigma / 2)
    full: Pixels = cv2.resize(soft, shown.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return full


def _seen(take: Take, share: float, size: tuple[int, int]) -> Pixels:
    import cv2

    height, width = size
    canvas = _canvas(take.photo, round(math.sqrt(take.start.zoom * take.end.zoom), 3), size)
    view = _between(take.start, take.end, share)
    tall, wide = canvas.shape[:2]
    step = _whole(wide, tall, size) / view.zoom / width  # canvas pixels per output pixel
    x = _kept(view.x * wide, step * width / 2, wide)
    y = _kept(view.y * tall, step * height / 2, tall)
    matrix = np.array([[step, 0, x - step * (width - 1) / 2 - 0.5], [0, step, y - step * (height - 1) / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen: Pixels = cv2.warpAffine(canvas, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return seen


def _between(start: View, end: View, share: float) -> View:
    """Half steady, half eased, so that movements neither jerk nor stop."""
    share = min(1.0, max(0.0, share))
    share = 0.5 * share + 0.5 * share * share * (3 - 2 * share)
    zoom = start.zoom * (end.zoom / start.zoom) ** share
    return View(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share, zoom)


def _kept(centre: float, half: float, length: float) -> float:
    """A centre from which the view stays inside the photograph."""
    return min(max(centre, half), length - half)


def _whole(wide: float, tall: float, size: tuple[int, int]) -> float:
    """The width of the largest view of the picture's shape that fits."""
    return min(wide, tall * size[1] / size[0])


@lru_cache(maxsize=4)
def _canvas(name: str, zoom: float, size: tuple[int, int]) -> Pixels:
    """The photograph at a size that suits the zoom, without detail finer than the output shows."""
    import cv2

    pixels = photo(name)
    tall, wide = pixels.shape[:2]
    scale = _FINE * size[1] * zoom / _whole(wide, tall, size)
    excess = _FINE / scale  # photograph pixels per output pixel
    if excess > 1:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.5 * math.sqrt(excess * excess - 1) + 0.2)
    way = cv2.INTER_LANCZOS4 if scale > 1 else cv2.INTER_AREA
    canvas: Pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way)
    return canvas
