"""Colour: which matrix a frame was coded with, and from high dynamic range to what a screen shows."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

_WHITE = 203.0
"""Candela per square metre of a white page in HDR (ITU-R BT.2408)."""
_PEAK = 1000.0
"""Brightest light that is told apart from white; most material is graded for it."""
_KNEE = 0.5
"""Share of a screen's light up to which HDR is shown as it is; from there to the peak it is rolled off."""
_CURVES = {16: "pq", 18: "hlg"}
"""Transfer characteristics by their number in ITU-T H.273."""
_MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
"""The scaler's number of a matrix by its number in ITU-T H.273."""
_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float32
)
"""Primaries of BT.2020 to those of BT.709 (ITU-R BT.2087)."""
_CODES = 4096
_ROWS = 64


def transfer(frame: Any) -> str:
    """ "pq" or "hlg" if the frame is high dynamic range, else nothing."""
    return _CURVES.get(frame.color_trc, "")


def matrix(frame: Any) -> int | None:
    """The matrix from YUV to RGB; what is not said is BT.709 for high definition and BT.601 below, as players do."""
    if frame.format.is_rgb:
        return None
    return _MATRICES.get(frame.colorspace, 1 if frame.height >= 720 or frame.width >= 1280 else 5)


def shown(picture: NDArray[np.uint16], curve: str) -> Pixels:
    """16-bit HDR in BT.2020 as 8-bit sRGB, a few rows at a time."""
    made = np.empty(picture.shape, dtype=np.uint8)
    for top in range(0, len(picture), _ROWS):
        made[top : top + _ROWS] = _tone(_light(picture[top : top + _ROWS], curve))
    return made


def _light(signal: NDArray[np.uint16], curve: str) -> NDArray[np.float32]:
    """Linear light, in which a white page is 1."""
    light = _linear(curve)[signal]
    if curve == "hlg":  # BT.2100: the brighter the scene, the steeper the screen, with a gamma of 1.2
        luma = light @ np.array([0.2627, 0.6780, 0.0593], dtype=np.float32)
        light *= np.maximum(luma, 1e-6)[..., None] ** np.float32(0.2) * np.float32(_PEAK / _WHITE)
    return light


@cache
def _linear(curve: str) -> NDArray[np.float32]:
    """The light of every 16-bit signal: BT.2100's PQ in white pages, its HLG as scene light in [0, 1]."""
    v = np.linspace(0, 1, 65536)
    if curve == "pq":
        root = v ** (1 / 78.84375)
        light = (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        return (light * 10_000 / _WHITE).astype(np.float32)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(v <= 0.5, v**2 / 3, (np.exp((v - c) / a) + b) / 12).astype(np.float32)


def _tone(light: NDArray[np.float32]) -> Pixels:
    """Roll off what is brighter than the knee, keeping hues, and encode for the screen."""
    light = np.maximum(light @ _TO_709.T, 0)
    most = light.max(axis=-1, keepdims=True)
    over = (most - _KNEE) / (1 - _KNEE)
    limit = (_PEAK / _WHITE - _KNEE) / (1 - _KNEE)
    rolled = _KNEE + (1 - _KNEE) * over * (1 + over / limit**2) / (1 + np.maximum(over, 0))
    light *= np.where(most > _KNEE, rolled / np.maximum(most, 1e-6), 1)
    return _srgb()[(np.minimum(light, 1) * (_CODES - 1) + 0.5).astype(np.intp)]


@cache
def _srgb() -> Pixels:
    """The codes of IEC 61966-2-1 for linear light in equal steps."""
    light = np.linspace(0, 1, _CODES)
    code = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(code * 255).astype(np.uint8)
