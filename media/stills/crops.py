"""Crops of a picture to another shape: heads stay whole, then what catches the eye; padding rather than a cut head."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.faces import Face
from vsearch.nouns import Pixels

HEADROOM = 0.45
"""How far above a face its head may reach, as a share of the face's height."""

MARGIN = 0.2
"""How far a head and its air reach to the sides and below, as a share of the face."""

NOTABLE = 0.25
"""The share of the largest face's area from which on a face must not be cut."""

_GRID = 64
"""Pixels of the longer side on which saliency is measured."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A window in pixels; `risk` is the share of what catches the eye that it loses."""

    left: int
    top: int
    width: int
    height: int
    risk: float
    padded: bool = False


def crop(pixels: Pixels, shape: float, faces: Sequence[Face] = ()) -> Crop:
    """The best window of width / height `shape`."""
    high, wide = pixels.shape[:2]
    width, height = (wide, round(wide / shape)) if wide / high < shape else (round(high * shape), high)
    width, height = max(1, min(width, wide)), max(1, min(height, high))
    saliency = salience(pixels)
    heads = [head(face) for face in notable(faces)]
    across = width < wide
    share = width / wide if across else height / high
    sums = saliency.sum(axis=0 if across else 1)
    needs = [(left, right) if across else (top, bottom) for left, top, right, bottom in heads]
    if needs and max(high for _, high in needs) - min(low for low, _ in needs) > share + 1e-6:
        return _padded(wide, high, shape)
    start, kept = _window(sums, share, needs)
    risk = round(float(1 - kept), 4)
    left, top = (round(start * wide), 0) if across else (0, round(start * high))
    return Crop(min(left, wide - width), min(top, high - height), width, height, risk)


def cut(pixels: Pixels, window: Crop) -> Pixels:
    """The picture inside a window; what lies outside the picture is its own blurred background."""
    import cv2

    if not window.padded:
        return pixels[window.top : window.top + window.height, window.left : window.left + window.width]
    high, wide = pixels.shape[:2]
    tiny = cv2.GaussianBlur(cv2.resize(pixels, (48, 48), interpolation=cv2.INTER_AREA), (0, 0), 4)
    ground = (cv2.resize(tiny, (window.width, window.height), interpolation=cv2.INTER_CUBIC) * 0.7).astype(np.uint8)
    ground[-window.top : -window.top + high, -window.left : -window.left + wide] = pixels
    return np.asarray(ground, np.uint8)


def salience(pixels: Pixels) -> NDArray[np.float32]:
    """How much each place catches the eye, summing to 1: spectral residual (Hou and Zhang, 2007), edges and colour."""
    import cv2

    high, wide = pixels.shape[:2]
    scale = _GRID / max(high, wide)
    size = (max(8, round(wide * scale)), max(8, round(high * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    grey = small.mean(axis=2)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    distinct = np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=2)
    edges = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    parts = (_residual(grey), _scaled(cv2.GaussianBlur(edges, (0, 0), 2)), _scaled(distinct))
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    central = np.exp(-(x**2 + y**2) / 1.5)
    total = sum(parts) * central
    return np.asarray(total / max(float(total.sum()), 1e-9), np.float32)


def _residual(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """What in the log spectrum stands out of its neighbourhood, back in the picture."""
    import cv2

    spectrum = np.fft.fft2(grey)
    log = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = log - cv2.blur(log, (3, 3))
    map_ = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return _scaled(cv2.GaussianBlur(map_.astype(np.float32), (0, 0), 2.5))


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / max(high - low, 1e-9), np.float32)


def notable(faces: Sequence[Face]) -> list[Face]:
    """The faces that must not be cut: one far smaller than the largest is in the background, or no face at all."""
    largest = max((face.area for face in faces), default=0.0)
    return [face for face in faces if face.area >= NOTABLE * largest]


def head(face: Face) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a face with its hair and some air."""
    wide, high = face.right - face.left, face.bottom - face.top
    left, right = max(0.0, face.left - MARGIN * wide), min(1.0, face.right + MARGIN * wide)
    return left, max(0.0, face.top - HEADROOM * high), right, min(1.0, face.bottom + MARGIN * high)


def _window(sums: NDArray[np.float32], share: float, needs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where a window that keeps `share` of the length begins so as to keep the most, and how much it keeps."""
    low = max((high - share for _, high in needs), default=0.0)
    high = min((low for low, _ in needs), default=1.0)
    starts = np.linspace(max(0.0, low), max(0.0, low, min(1 - share, high)), 101)
    running = np.concatenate([[0.0], np.cumsum(sums)])
    grid = np.linspace(0, 1, len(running))
    kept = np.interp(starts + share, grid, running) - np.interp(starts, grid, running)
    best = int(np.argmax(kept - 1e-4 * np.abs(starts + share / 2 - 0.5)))
    return float(starts[best]), float(min(1.0, kept[best]))


def _padded(wide: int, high: int, shape: float) -> Crop:
    """The smallest window of that shape that holds the whole picture."""
    width, height = (round(high * shape), high) if wide / high < shape else (wide, round(wide / shape))
    return Crop(-((width - wide) // 2), -((height - high) // 2), width, height, 0.0, padded=True)
