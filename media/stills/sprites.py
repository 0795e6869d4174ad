"""Small pictures of kept frames, cut from a video's sprite sheet."""

import re
from contextlib import suppress
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged, PictureUnreadable
from vsearch.library.parts.shelf import Shelf
from vsearch.nouns import Pixels
from vsearch.readers.image import decoded

_CUE = re.compile(r"([\d:.]+)\s+-->\s+([\d:.]+)[^\n]*\n[^\n]*#xywh=(\d+),(\d+),(\d+),(\d+)")


class Sprites:
    """The tiles of one video; without a sheet there are none."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

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
        found = _CUE.findall(self._preview[1])
        starts = np.array([_seconds(cue[0]) for cue in found], np.float64)
        order = np.argsort(starts, kind="stable")
        boxes = [(int(cue[2]), int(cue[3]), int(cue[4]), int(cue[5])) for cue in (found[n] for n in order)]
        return starts[order], boxes


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total
