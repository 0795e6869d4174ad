"""Small pictures of kept frames, cut from a video's sprite sheet."""

import re
from contextlib import suppress
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged, PictureUnreadable
from vsearch.library.parts.shelf import Shelf
from vsearch.nouns import Pixels, Span
from vsearch.readers.image import decoded

_CUE = re.compile(r"([\d:.]+)\s+-->\s+([\d:.]+)[^\n]*\n[^\n]*#xywh=(\d+),(\d+),(\d+),(\d+)")


class Sprites:
    """The tiles of one video; without a sheet there are none."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def sheet(self) -> bytes:
        """The sheet as it lies in the library, a WebP; nothing where there is none."""
        return self._preview[0]

    @property
    def cells(self) -> list[tuple[Span, tuple[int, int, int, int]]]:
        """When each tile is shown, and its place: left, top, width and height in pixels of the sheet."""
        found = _CUE.findall(self._preview[1])
        timed = [(_seconds(cue[0]), _seconds(cue[1]), cue[2:]) for cue in found]
        placed = [(start, end, tuple(map(int, box))) for start, end, box in timed if end >= start]
        return [(Span(start, end), (x, y, wide, high)) for start, end, (x, y, wide, high) in sorted(placed)]

    def tile(self, time: float) -> Pixels | None:
        """The tile shown at `time`, or the nearest to it."""
        starts, boxes = self._cues
        if not len(starts) or self._sheet is None:
            return None
        x, y, width, height = boxes[max(0, int(np.searchsorted(starts, time + 1e-3, side="right")) - 1)]
        return self._sheet[y : y + height, x : x + width]

    @cached_property
    def _preview(self) -> tuple[bytes, str]:
        """The sheet and its cues; nothing where there is no whole one, for a tile is only a stopgap."""
        with suppress(LibraryDamaged):
            return self._shelf.preview() or (b"", "")
        return b"", ""

    @cached_property
    def _sheet(self) -> Pixels | None:
        content = self._preview[0]
        with suppress(PictureUnreadable):
            return decoded(content, "preview.webp") if content else None
        return None

    @cached_property
    def _cues(self) -> tuple[NDArray[np.float64], list[tuple[int, int, int, int]]]:
        return np.array([span.start for span, _ in self.cells], np.float64), [box for _, box in self.cells]


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total
