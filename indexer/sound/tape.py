"""A tape: numbers written one after another into one block of memory that doubles when it is full.

A list of small arrays, each made between large temporary ones, would pin the heap: after two hours of sound the process
held three hundred megabytes of holes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Tape:
    """A growing array; rows may have a width."""

    def __init__(self, kind: type[np.generic] = np.float32, *shape: int) -> None:
        self._held: NDArray[Any] = np.zeros(((1 << 16) // max(1, *shape, 1), *shape), kind)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, values: NDArray[Any]) -> None:
        """Write on."""
        end = self._count + len(values)
        if end > len(self._held):
            grown = np.zeros((max(end, 2 * len(self._held)), *self._held.shape[1:]), self._held.dtype)
            grown[: self._count] = self._held[: self._count]
            self._held = grown
        self._held[self._count : end] = values
        self._count = end

    def since(self, first: int) -> NDArray[Any]:
        """What was written from a place on; valid until the tape is written again."""
        return self._held[max(0, first) : self._count]

    def whole(self) -> NDArray[Any]:
        """A copy of everything."""
        return self._held[: self._count].copy()
