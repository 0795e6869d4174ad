"""Views: a few small pictures that are measured together, with what several measures need made once."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

Numbers = NDArray[np.float32]
"""One number a picture."""

Hashes = NDArray[np.uint64]

BINS = 64


class PlaneView:
    """Pictures of one size (160 x 90); every measure reads them through this."""

    def __init__(self, pictures: Sequence[Pixels]) -> None:
        self.pictures = pictures
        self._made: dict[Callable[[PlaneView], Numbers], Numbers] = {}

    def told(self, measure: Callable[["PlaneView"], Numbers]) -> Numbers:
        """What a measure says of these pictures, asked once however many need it."""
        if measure not in self._made:
            self._made[measure] = measure(self)
        return self._made[measure]

    @cached_property
    def grey(self) -> Pixels:
        """The brightness of each picture."""
        return np.stack([grey(picture) for picture in self.pictures])

    @cached_property
    def shares(self) -> Numbers:
        """The share of each of 64 levels of brightness, a row a picture."""
        return np.stack([histogram(one, BINS) for one in self.grey]) / np.float32(self.grey[0].size)

    @cached_property
    def summed(self) -> Numbers:
        """The share that is no brighter than each level."""
        return np.cumsum(self.shares, axis=1)

    def hashes(self) -> Hashes:
        """64 bits a picture: is each of 8 x 8 places clearly brighter than the one to its right?"""
        tiny = np.stack([halved(one, 9, 8) for one in self.grey]).astype(np.int16)
        # Two levels of margin keep the noise of an even ground out of the hash.
        bits = (tiny[:, :, :-1] > tiny[:, :, 1:] + 2).reshape(len(tiny), 64)
        return np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)


def grey(picture: Pixels) -> Pixels:
    """The brightness of a picture."""
    import cv2

    plane: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return plane


def halved(plane: Pixels, width: int, height: int) -> Any:
    """A plane made smaller, every pixel the mean of what it stands for."""
    import cv2

    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)


def histogram(plane: Pixels, bins: int) -> Numbers:
    """How many pixels lie in each of so many levels of brightness."""
    import cv2

    counts: Numbers = cv2.calcHist([plane], [0], None, [bins], [0, 256]).ravel()
    return counts
