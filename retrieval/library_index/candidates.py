"""Indexes over the vectors of a whole library: codes that are scanned fast, or the rows themselves, on a GPU too."""

from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.vectors import engine
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


Ranges = NDArray[np.intp]
"""Rows from one number up to another, a pair a line, in order: a filter that an index can be asked with."""


class CandidateIndex(Protocol):
    """Finds rows that are probably nearest, wherever it lies; whoever asks compares them exactly."""

    def add(self, rows: Halves) -> None:
        """Take rows in, in chunks of any size; the first chunk is learned from."""

    def candidates(self, query: Vectors, top: int, among: Ranges | None = None) -> Rows:
        """The numbers of rows in `among` that probably hold its nearest `top`, in no promised order."""

    def save(self, path: Path) -> None:
        """Write what cannot be had from the rows again for nothing."""

    @property
    def total(self) -> int:
        """How many rows it holds."""


class FaissRows:
    """Rows in an index of FAISS; one that takes no filter is asked for as many more as the filter leaves out."""

    def __init__(self, width: int, rows: Halves | None = None, codes: Codes | None = None) -> None:
        self._index: Any = self._empty(width) if codes is None else engine().deserialize_index(codes)
        if codes is None and rows is not None:
            self.add(rows)

    def _empty(self, width: int) -> Any:
        raise NotImplementedError

    def _spare(self, top: int) -> int:
        """How many rows hold the nearest `top` for certain, or all but: numbers of two bytes are a little off."""
        return exactly(top)

    def add(self, rows: Halves) -> None:
        """Take rows in; the first chunk is learned from, where there is anything to learn."""
        if not self._index.is_trained:
            self._index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // TRAINED)][:TRAINED], np.float32))
        for start in range(0, len(rows), TRAINED):
            self._index.add(np.ascontiguousarray(rows[start : start + TRAINED], np.float32))

    def candidates(self, query: Vectors, top: int, among: Ranges | None = None) -> Rows:
        """The numbers of rows that hold the nearest `top`, for certain or probably."""
        left = self.total if among is None else int((among[:, 1] - among[:, 0]).sum())
        if not left:
            return np.zeros(0, np.intp)
        found = self._nearest(query, min(self.total, self._spare(top) * self.total // left), among)
        found = found[found >= 0]
        return found if among is None else found[inside(found, among)]

    def _nearest(self, query: Vectors, count: int, among: Ranges | None) -> Rows:  # noqa: ARG002
        return np.asarray(self._index.search(np.ascontiguousarray(query, np.float32), count)[1][0], np.intp)

    def save(self, path: Path) -> None:
        """Nothing beyond the rows is worth writing."""

    @property
    def total(self) -> int:
        """How many rows it holds."""
        return int(self._index.ntotal)


class FastScan(FaissRows):
    """Product quantisation to four bits (32 bytes a row at 512 numbers), scanned in registers."""

    def __init__(self, width: int, rows: Halves | None = None, codes: Codes | None = None) -> None:  # noqa: ARG002
        super().__init__(width, codes=codes)  # the codes hold all that the rows would tell

    def _empty(self, width: int) -> Any:
        return engine().IndexPQFastScan(width, _parts(width), 4, engine().METRIC_INNER_PRODUCT)

    def _spare(self, top: int) -> int:
        return 300 + 8 * top

    def save(self, path: Path) -> None:
        """Write the codes."""
        engine().write_index(self._index, str(path))


class Flat(FaissRows):
    """The rows themselves, in memory; it looks at those alone that the filter leaves."""

    def _empty(self, width: int) -> Any:
        return engine().IndexFlatIP(width)

    def _nearest(self, query: Vectors, count: int, among: Ranges | None) -> Rows:
        if among is None:
            return super()._nearest(query, count, among)
        faiss, left = engine(), np.zeros(self.total, np.bool_)
        for first, end in among.tolist():
            left[first:end] = True
        bits = np.packbits(left, bitorder="little")
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        asked, wanted = np.ascontiguousarray(query, np.float32), min(count, int(left.sum()))
        return np.asarray(self._index.search(asked, wanted, params=chosen)[1][0], np.intp)


class OnGpu(FaissRows):
    """The rows themselves at half precision on the first GPU that FAISS finds; in memory where it finds none.

    They are dealt to lists that are all searched, so that each of the GPU's many processors has one: a single list, as
    FAISS's flat index has it, leaves most of them idle and takes four times as long.
    """

    def __init__(self, width: int, rows: Halves | None = None, codes: Codes | None = None) -> None:
        self._lock = Lock()  # one stream serves all threads
        super().__init__(width, rows, codes)

    def _empty(self, width: int) -> Any:
        faiss = engine()
        if not gpus():
            return faiss.IndexFlatIP(width)
        self._resources = faiss.StandardGpuResources()
        half, inner = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        index = faiss.GpuIndexIVFScalarQuantizer(self._resources, width, LISTS, half, inner, False)
        index.nprobe, index.cp.min_points_per_centroid = LISTS, 1
        return index

    def _nearest(self, query: Vectors, count: int, among: Ranges | None) -> Rows:
        with self._lock:
            return super()._nearest(query, min(count, MOST), among)


def inside(rows: Rows, among: Ranges) -> NDArray[np.bool_]:
    """Which of some rows lie in the ranges."""
    place = np.searchsorted(among[:, 0], rows, side="right") - 1
    return np.asarray((place >= 0) & (rows < among[place, 1]), np.bool_)


def exactly(top: int) -> int:
    """How many rows an exact index gives for the nearest `top`."""
    return 2 * top + 32


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
