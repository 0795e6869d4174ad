"""The index of one video's frame vectors, behind a protocol: exact, because no approximation pays at this size.

FAISS writes the index and searches it. What only needs the rows takes them from the end of the file, where FAISS was
seen to put them when it wrote: loading FAISS takes a fresh process a quarter of its time.
"""

import sys
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors

_MANY = 64
"""Rows from which on FAISS turns halves into floats sooner than NumPy."""


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
        """Write the index to a file, which ends with its rows."""
        engine().write_index(self._index, str(path))
        if not path.read_bytes().endswith(self._rows.tobytes()):
            raise RuntimeError("This FAISS does not write rows as they lie, at the end of the file")

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


def load(content: bytes, count: int, width: int) -> ExactIndex:
    """An index that is known to be as it was written, of so many rows of that width."""
    rows = np.frombuffer(content, np.float32, offset=len(content) - 4 * count * width)
    return ExactIndex(rows.reshape(count, width).copy())  # copied, because they begin at no multiple of their size


def read(content: bytes) -> ExactIndex:
    """An index of which nothing is known, as FAISS reads it; ValueError for what is none."""
    try:
        made = engine().deserialize_index(np.frombuffer(content, np.uint8))
        return ExactIndex(np.asarray(made.reconstruct_n(0, made.ntotal), np.float32))
    except (RuntimeError, AttributeError) as error:
        raise ValueError("This is no whole index.") from error


def floats(rows: NDArray[np.floating]) -> Vectors:
    """The same numbers at full precision.

    OpenCV turns halves in a tenth of NumPy's time and FAISS in a third, each where it is loaded already.
    """
    if rows.dtype != np.float16 or not rows.size:
        return np.asarray(rows, np.float32)
    halves = np.ascontiguousarray(rows)
    if cv2 := sys.modules.get("cv2"):
        turned: Vectors = cv2.convertFp16(halves.view(np.int16))
        return turned
    if len(rows) < _MANY or "faiss" not in sys.modules:
        return np.asarray(halves, np.float32)
    faiss = engine()
    made: Vectors = faiss.ScalarQuantizer(rows.shape[1], faiss.ScalarQuantizer.QT_fp16).decode(halves.view(np.uint8))
    return made


def engine() -> Any:
    """The module faiss, or one sentence on how to get it."""
    try:
        import faiss
    except ImportError as error:
        raise ModelMissing("FAISS is not installed.", "install-faiss") from error
    return faiss
