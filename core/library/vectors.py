"""The index of one video's frame vectors, behind a protocol: exact, because no approximation pays at this size."""

import struct
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors

_HEAD = struct.Struct("<4siq16xbiQ")
"""How FAISS writes an IndexFlatIP: kind, width, rows, two unused numbers, trained, metric, how many floats follow."""


class VectorIndex(Protocol):
    """Vectors of one video that can be searched, read back and saved."""

    def search(self, query: Vectors, top: int, rows: int | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Similarity and row of the nearest `top` among the first `rows`."""

    def vectors(self) -> Vectors:
        """All rows."""

    def save(self, path: Path) -> None:
        """Write the index to a file."""


class Flat:
    """FAISS's exact inner-product index; FAISS itself is loaded only when it searches or writes."""

    def __init__(self, rows: Vectors) -> None:
        self._rows = rows

    def search(self, query: Vectors, top: int, rows: int | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Similarity and row of the nearest `top` among the first `rows`."""
        faiss = engine()
        count = self._index.ntotal if rows is None else min(rows, self._index.ntotal)
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorRange(0, count))
        scores, found = self._index.search(np.ascontiguousarray(query, np.float32), min(top, count), params=chosen)
        return scores, found

    def vectors(self) -> Vectors:
        """All rows."""
        return self._rows

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        engine().write_index(self._index, str(path))

    @cached_property
    def _index(self) -> Any:
        index = engine().IndexFlatIP(self._rows.shape[1])
        index.add(self._rows)
        return index


def flat(vectors: Vectors) -> Flat:
    """An exact index over these rows."""
    return Flat(np.ascontiguousarray(vectors, np.float32))


def load(content: bytes) -> Flat:
    """Read an index, without FAISS: loading that takes a fresh process longer than all the rest of this."""
    shape = _shape(content)
    # A copy, because the numbers do not begin at a multiple of their size.
    return Flat(np.frombuffer(content, np.float32, offset=_HEAD.size).reshape(shape).copy())


def _shape(content: bytes) -> tuple[int, int]:
    """Rows and width of an index; ValueError for what FAISS did not write, or not to its end."""
    if len(content) >= _HEAD.size:
        kind, width, count, *_, numbers = _HEAD.unpack_from(content)
        if kind == b"IxFI" and numbers == width * count and len(content) == _HEAD.size + 4 * numbers:
            return count, width
    raise ValueError("This is no whole index.")


def engine() -> Any:
    """The module faiss, or one sentence on how to get it."""
    try:
        import faiss
    except ImportError as error:
        raise ModelMissing("FAISS is not installed.", "install-faiss") from error
    return faiss
