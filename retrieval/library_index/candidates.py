"""Indexes over the vectors of a whole library: codes that are scanned fast, or the rows themselves, on a GPU too."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.library.vectors import engine
from vsearch.nouns import Vectors
from vsearch.retrieval.thumbnails.weights import Rows
from vsearch.table import Table

TRAINED = 65_536
"""Rows from which the quantiser learns; more change nothing measurable."""

LISTS = 256
"""Lists on a GPU: quickest of 256, 1,024 and 2,048 on an H200, for a million rows and for four."""

MOST = 2048
"""Rows that a GPU's selection gives at once."""

Halves = NDArray[np.float16]
"""Rows as they lie on disk, two bytes a number."""

Codes = NDArray[np.uint8]
"""What an index wrote of itself, as it lies on disk."""


class CandidateIndex(Protocol):
    """Finds rows that are probably nearest; whoever asks re-ranks them from the exact ones."""

    exact: bool
    """Whether it finds the nearest rows for certain, so that few more than wanted need be asked for."""

    def add(self, rows: Halves) -> None:
        """Take rows in, in chunks of any size; the first chunk is learned from."""

    def candidates(self, query: Vectors, count: int) -> Rows:
        """The numbers of probably the nearest `count` rows, in no promised order."""

    def save(self, path: Path) -> None:
        """Write what cannot be had from the rows again for nothing."""

    @property
    def total(self) -> int:
        """How many rows it holds."""


class Searched:
    """Rows in an index of FAISS."""

    exact = True

    def __init__(self, width: int, rows: Halves | None = None, codes: Codes | None = None) -> None:
        self._index: Any = self._empty(width) if codes is None else engine().deserialize_index(codes)
        if codes is None and rows is not None:
            self.add(rows)

    def _empty(self, width: int) -> Any:
        raise NotImplementedError

    def add(self, rows: Halves) -> None:
        """Take rows in; the first chunk is learned from, where there is anything to learn."""
        if not self._index.is_trained:
            self._index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // TRAINED)][:TRAINED], np.float32))
        for start in range(0, len(rows), TRAINED):
            self._index.add(np.ascontiguousarray(rows[start : start + TRAINED], np.float32))

    def candidates(self, query: Vectors, count: int) -> Rows:
        """The numbers of the nearest `count` rows, for certain or probably."""
        if not self.total:
            return np.zeros(0, np.intp)
        found = self._index.search(np.ascontiguousarray(query, np.float32), min(count, self.total))[1][0]
        return np.asarray(found[found >= 0], np.intp)

    def save(self, path: Path) -> None:
        """Nothing beyond the rows is worth writing."""

    @property
    def total(self) -> int:
        """How many rows it holds."""
        return int(self._index.ntotal)


class FastScan(Searched):
    """Product quantisation to four bits (32 bytes a row at 512 numbers), scanned in registers."""

    exact = False

    def __init__(self, width: int, rows: Halves | None = None, codes: Codes | None = None) -> None:  # noqa: ARG002
        super().__init__(width, codes=codes)  # the codes hold all that the rows would tell

    def _empty(self, width: int) -> Any:
        return engine().IndexPQFastScan(width, _parts(width), 4, engine().METRIC_INNER_PRODUCT)

    def save(self, path: Path) -> None:
        """Write the codes."""
        engine().write_index(self._index, str(path))


class Flat(Searched):
    """The rows themselves, in memory."""

    def _empty(self, width: int) -> Any:
        return engine().IndexFlatIP(width)


class OnGpu(Flat):
    """The rows themselves at half precision on the first GPU that FAISS finds; in memory where it finds none.

    They are dealt to lists that are all searched, so that each of the GPU's many processors has one: a single list, as
    FAISS's flat index has it, leaves most of them idle and takes four times as long.
    """

    def _empty(self, width: int) -> Any:
        if not gpus():
            return super()._empty(width)
        faiss = engine()
        self._resources = faiss.StandardGpuResources()
        half, inner = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        index = faiss.GpuIndexIVFScalarQuantizer(self._resources, width, LISTS, half, inner, False)
        index.nprobe, index.cp.min_points_per_centroid = LISTS, 1
        return index

    def candidates(self, query: Vectors, count: int) -> Rows:
        """The numbers of the nearest `count` rows, at most MOST."""
        return super().candidates(query, min(count, MOST))


def gpus() -> int:
    """How many GPUs FAISS finds: none for `faiss-cpu`."""
    return int(getattr(engine(), "get_num_gpus", int)())


CANDIDATE_INDEXES: Table[CandidateIndex] = Table(
    "library index", "vsearch.library_indexes", {"fastscan": FastScan, "flat": Flat, "gpu": OnGpu}
)


def _parts(width: int) -> int:
    """Into how many parts a row is cut: eight numbers each at 512, at least four parts of equal length."""
    wanted = max(4, min(64, width // 4))
    return next(parts for parts in range(wanted, 0, -1) if width % parts == 0)
