"""Patches: parts of a picture that are known again while the same writing stands there, whatever moves behind it."""

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Box, Pixels

SAME = 0.65
"""How alike two patches of the same writing are at least; of other writing in the same place they are half as much."""

_GROUND = 9
"""Pixels over which what lies behind strokes is evened out."""

Strokes = NDArray[np.float32]
"""A grey plane without its ground: what is brighter or darker than its surroundings."""


def strokes(plane: Pixels) -> Strokes:
    """The strokes of a grey plane."""
    import cv2

    found: Strokes = cv2.subtract(plane, cv2.blur(plane, (_GROUND, _GROUND)), dtype=cv2.CV_32F)
    return found


def patch(plane: Strokes, box: Box) -> Strokes:
    """The part of a plane in a box, at least a pixel of it."""
    high, wide = plane.shape
    top, left = min(int(box.top * high), high - 1), min(int(box.left * wide), wide - 1)
    return plane[top : max(top + 1, -int(-box.bottom * high)), left : max(left + 1, -int(-box.right * wide))]


def alike(one: Strokes, other: Strokes) -> float:
    """How alike two patches of one size are: 1 for the same strokes, however faint, about 0 for others."""
    if one.shape != other.shape:
        return 0.0
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 1e-3 else 0.0


def strength(one: Strokes) -> float:
    """How far strokes stand out."""
    return float(one.std())
