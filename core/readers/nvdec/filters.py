"""Filters of the CPU's scaler (swscale's bicubic), as matrices that any device can multiply with.

A row of a matrix tells from which pixels, and in which shares, one pixel of a line that is scaled is made.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

ACROSS, DOWN = 1 << 14, 1 << 12
"""In how many parts the scaler divides a pixel's shares, along lines and along columns."""

_CUT = 0.002
"""How much of a pixel's share at either end the scaler leaves out."""
_SHARP = 0.6
"""The scaler's bicubic curve (B = 0, C = 0.6)."""
_ONE = 1 << 16


CENTRE = 128
"""Where in a pixel its value was taken, in parts of 256, unless something else is said."""


@lru_cache(64)
def filter_matrix(source: int, target: int, parts: int, taken: int = CENTRE) -> Matrix:
    """The shares of `source` pixels, each taken at `taken`, in each of `target` pixels, in whole parts of `parts`."""
    step = ((source << 16) + (target >> 1)) // target
    if abs(step - _ONE) < 10 and taken == CENTRE:
        return np.eye(target, source, dtype=np.float32)
    first, shares = _narrowed(*_bicubic(source, target, step, taken))
    made = np.zeros((target, source))
    for at in range(shares.shape[1]):  # what lies outside stands for the pixel at the border
        np.add.at(made, (np.arange(target), np.clip(first + at, 0, source - 1)), shares[:, at])
    return _in_parts(made, parts)


def _bicubic(source: int, target: int, step: int, taken: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The first pixel under each curve, and the height of the curve at that pixel and those after it."""
    size = 5 if step <= _ONE else 1 + (4 * source + target - 1) // target
    size = max(1, min(size, source - 2))
    middle = step - 512 * taken + 2 * step * np.arange(target, dtype=np.int64)
    first = ((middle - (size - 2) * _ONE) / (2 * _ONE)).astype(np.int64)  # towards zero, as C divides
    away = np.abs((first[:, None] + np.arange(size)) * 2 * _ONE - middle[:, None]) / (2 * _ONE)
    x = away * min(1.0, target / source) if step > _ONE else away
    near = (12 - 6 * _SHARP) * x**3 + (6 * _SHARP - 18) * x**2 + 6
    far = -6 * _SHARP * x**3 + 30 * _SHARP * x**2 - 48 * _SHARP * x + 24 * _SHARP
    return first, np.where(x < 1, near, np.where(x < 2, far, 0.0)) / 6


def _narrowed(first: NDArray[np.int64], shares: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The same curves without what next to nothing comes from at their beginnings."""
    first, shares = first.copy(), shares.copy()
    for row in range(len(first) - 1, -1, -1):
        cut = abs(shares[row, 0])
        while cut <= _CUT and not (row < len(first) - 1 and first[row] >= first[row + 1]):
            shares[row] = np.append(shares[row, 1:], 0.0)
            first[row] += 1
            cut += abs(shares[row, 0])
            if not shares[row].any():
                break
    return first, shares


def _in_parts(made: NDArray[np.float64], parts: int) -> Matrix:
    """Shares in whole parts that sum to one; what rounding leaves is handed on to the next pixel."""
    whole = np.zeros_like(made)
    scaled = made / made.sum(axis=1, keepdims=True) * parts
    for row, line in enumerate(scaled):
        left = 0.0
        for at in np.flatnonzero(line):
            wanted = line[at] + left
            whole[row, at] = np.round(wanted)
            left = wanted - whole[row, at]
    return (whole / parts).astype(np.float32)
