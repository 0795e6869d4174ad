"""The index of one video's frame vectors, behind a protocol: exact, because no approximation pays at this size."""

from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors

_BEFORE = 45
"""Bytes that FAISS writes before the numbers of a flat index, which stand row after row to the end of the file."""


class VectorIndex(Protocol):
    """Vectors of one video that can be searched, read back and saved."""

    def search(self, query: Vectors, top: int, rows: int | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Similarity and row of the nearest `top` among the first `rows`."""

    def vectors(self) -> Vectors:
        """All rows."""

    def save(self, path: Path) -> None:
        """Write the index to a file."""


class ExactIndex:
    """FAISS's exact inner-product index; FAISS itself is loaded only when it searches or writes."""

    def __init__(self, rows: Vectors) -> None:
        self._rows, self._lock = rows, Lock()
        self._made: Any = None

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

    @property
    def nbytes(self) -> int:
        """The bytes of its rows, as of an array."""
        return self._rows.nbytes

    @property
    def _index(self) -> Any:
        with self._lock:
            if self._made is None:
                index = engine().IndexFlatIP(self._rows.shape[1])
                index.add(self._rows)
                self._made = index
            return self._made


def flat(vectors: Vectors) -> ExactIndex:
    """An exact index over these rows."""
    return ExactIndex(np.ascontiguousarray(vectors, np.float32))


def load(content: bytes, width: int) -> ExactIndex:
    """Read an index of rows of that width; ValueError for what FAISS did not write, or not to its end.

    The numbers are taken as they lie: loading FAISS takes a fresh process a quarter of its time.
    """
    if not content.startswith(b"IxFI"):
        raise ValueError("This is no flat index.")
    # A copy, because the numbers do not begin at a multiple of their size.
    return ExactIndex(np.frombuffer(content, np.float32, offset=_BEFORE).reshape(-1, width).copy())


def width(content: bytes) -> int:
    """How many numbers a row of an index has, as FAISS reads it; ValueError for what is none."""
    try:
        return int(engine().deserialize_index(np.frombuffer(content, np.uint8)).d)
    except RuntimeError as error:
        raise ValueError("This is no whole index.") from error


def engine() -> Any:
    """The module faiss, or one sentence on how to get it."""
    try:
        import faiss
    except ImportError as error:
        raise ModelMissing("FAISS is not installed.", "install-faiss") from error
    return faiss
