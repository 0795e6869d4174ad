"""Embedding: a row for each token of a large vocabulary, in a file that is mapped: only what is read is loaded."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.tokens import Ids
from vsearch.nouns import Vectors

_ROWS, _SCALES = "rows.npy", "scales.npy"
_LOT = 16_384  # rows that are scaled at once


def write_rows(table: Vectors, folder: Path, precision: str) -> None:
    """Write the rows: as they are, or in int8 with a scale each, a quarter of the size."""
    if precision != "int8":
        np.save(folder / _ROWS, table)
        return
    scales = np.maximum(np.abs(table).max(axis=1), np.finfo(np.float32).tiny) / 127
    rows = np.lib.format.open_memmap(folder / _ROWS, "w+", np.int8, table.shape)
    for first in range(0, len(table), _LOT):
        part = slice(first, first + _LOT)
        rows[part] = np.rint(table[part] / scales[part, None])
    rows.flush()
    np.save(folder / _SCALES, scales.astype(np.float32))


class Embedding:
    """Token ids into rows."""

    def __init__(self, folder: Path) -> None:
        self._rows: NDArray[np.generic] = np.load(folder / _ROWS, mmap_mode="r")
        scaled = (folder / _SCALES).exists()
        self._scales: Vectors | None = np.load(folder / _SCALES, mmap_mode="r") if scaled else None

    @staticmethod
    def lies_in(folder: Path) -> bool:
        """Whether the tokens' rows were written apart from the graph."""
        return (folder / _ROWS).exists()

    def __call__(self, ids: Ids) -> Vectors:
        """(n, length) into (n, length, width)."""
        rows = np.asarray(self._rows[ids], np.float32)
        return rows if self._scales is None else rows * self._scales[ids][..., None]
