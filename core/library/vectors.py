"""The index of one video's frame vectors, behind a protocol: exact, because no approximation pays at this size."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged, ModelMissing
from vsearch.nouns import Vectors
from vsearch.table import Table


class VectorIndex(Protocol):
    """Vectors of one video that can be searched, read back and saved."""

    def search(self, query: Vectors, top: int, rows: int | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Similarity and row of the nearest `top` among the first `rows`."""

    def vectors(self) -> Vectors:
        """All rows."""

    def save(self, path: Path) -> None:
        """Write the index to a file."""


class Flat:
    """FAISS's exact inner-product index."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def search(self, query: Vectors, top: int, rows: int | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Similarity and row of the nearest `top` among the first `rows`."""
        faiss = engine()
        count = self._index.ntotal if rows is None else min(rows, self._index.ntotal)
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorRange(0, count))
        scores, found = self._index.search(np.ascontiguousarray(query, np.float32), min(top, count), params=chosen)
        return scores, found

    def vectors(self) -> Vectors:
        """All rows."""
        rows: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return rows

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        engine().write_index(self._index, str(path))


def flat(vectors: Vectors) -> Flat:
    """An exact index over these rows."""
    index = engine().IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    return Flat(index)


VECTOR_INDEXES: Table[VectorIndex] = Table("vector index", "vsearch.vector_indexes", {"flat": flat})


def load(path: Path) -> Flat:
    """Read an index from a file."""
    try:
        return Flat(engine().read_index(str(path)))
    except RuntimeError as error:
        raise LibraryDamaged(f"{path} is damaged. Run `vsearch index` on its video again: it is re-made.") from error


def engine() -> Any:
    """The module faiss, or one sentence on how to get it."""
    try:
        import faiss
    except ImportError as error:
        raise ModelMissing(
            "FAISS is not installed. Run `pip install 'vsearch[cpu]'`, or `'vsearch[gpu]'` with an NVIDIA GPU."
        ) from error
    return faiss
