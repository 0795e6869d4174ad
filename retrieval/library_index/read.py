"""The whole-library index on disk: exact rows and their times, memory-mapped, and an index that finds candidates."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged
from vsearch.library.parts.vectors import floats
from vsearch.nouns import Vectors
from vsearch.retrieval.caches import Once
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index.about import IndexContents, VideoRows
from vsearch.retrieval.library_index.candidates import (
    CANDIDATE_INDEXES,
    MOST,
    CandidateIndex,
    Halves,
    Ranges,
    exactly,
    gpus,
)
from vsearch.retrieval.thumbnails.weights import Rows

WHOLE = "whole"
"""The name under which the index serves."""

SMALL = 10_000
"""Rows up to which all are compared: that is quicker than loading FAISS."""

WARM = 16
"""Searches of one process from which on the rows are worth copying to a GPU, which takes seconds for a million."""

_PIECE = 16_384
"""Rows that are fetched from disk at once."""

COLUMNS = np.dtype([("time", "f8"), ("start", "f8"), ("end", "f8"), ("shot", "i4"), ("hash", "u8"), ("proof", "u4")])
"""What is kept of every row beside its vector; the last proves both."""


class DamagedRows(Exception):
    """The index holds other rows than were written: answers may not come from it."""


class Merged:
    """A merged index that was opened: its files stay mapped, whatever another process does to the folder."""

    def __init__(self, folder: Path, about: IndexContents, stamps: Mapping[str, str] | None = None) -> None:
        self.folder, self.about = folder, about
        self.rows: Halves = mapped(folder / "rows.f16", np.float16, (about.rows, about.width))
        """Every row, at half precision, on disk."""
        self.columns: NDArray[np.void] = mapped(folder / "columns.bin", COLUMNS, (about.rows,))
        """Every row's times and shot, on disk."""
        self._codes = None if about.kind == "flat" else mapped(folder / "codes.faiss", np.uint8, None)
        self.live = {
            item.video: item
            for item in about.stretches
            if not item.dead and (stamps is None or stamps.get(item.video) == item.stamp)
        }
        self._firsts = np.array([item.first for item in about.stretches], np.int64)
        self._asked = 0
        self._proven = np.zeros(about.rows, bool)
        self._strips: dict[str, EmbeddedFrames] = {}
        """Views, which weigh little."""
        self._index, self._on_gpu = Once(self._opened), Once(self._copied)
        self._columns_proven = Once(self._prove_columns)
        self._ranges = Once(lambda: _ranges(self.live.values()))
        self._floats = Once(lambda: np.asarray(self.rows, np.float32))

    @classmethod
    def open(cls, library: Library, stamps: Mapping[str, str] | None = None) -> "Merged | None":
        """The merged index of a library, without videos whose `stamps` are others now; None when there is none."""
        with suppress(OSError, ValueError):
            folder = library.store.derived.serving(WHOLE)
            if folder is None:
                return None
            about = IndexContents.load(folder)
            if about and (about.width, about.encoder) == (library.store.width, library.store.encoder):
                return cls(folder, about, stamps)
        return None

    @property
    def index(self) -> CandidateIndex:
        """What finds candidates."""
        return self._index()

    def _opened(self) -> CandidateIndex:
        if self._codes is not None and crc32(self._codes) != self.about.codes:
            raise DamagedRows
        return CANDIDATE_INDEXES.make(self.about.kind, width=self.about.width, rows=self.rows, codes=self._codes)

    def _copied(self) -> CandidateIndex | None:
        """All rows on a GPU, where FAISS finds one that has room for them."""
        if not gpus():
            return None
        try:
            return CANDIDATE_INDEXES.make("gpu", width=self.about.width, rows=self.rows)
        except (RuntimeError, MemoryError):  # as FAISS says that the device is full: codes find the same
            return None

    def _candidates(self, query: Vectors, top: int, among: Ranges | None, share: float) -> Rows:
        self._asked += 1
        if self._asked > WARM and exactly(top) <= MOST * share and (gpu := self._on_gpu()):
            return gpu.candidates(query, top, among)
        return self.index.candidates(query, top, among)

    def search(
        self, query: Vectors, top: int, videos: Collection[str] | None = None
    ) -> tuple[NDArray[np.float32], Rows]:
        """Exact similarities and numbers of the nearest `top` rows that are alive and in `videos`."""
        asked = None if videos is None else [self.live[name] for name in videos if name in self.live]
        ranges = self._ranges() if asked is None else _ranges(asked)
        count = int((ranges[:, 1] - ranges[:, 0]).sum())
        share, found = count / max(1, len(self.rows)), np.zeros(0, np.intp)
        if share >= 0.1 and len(self.rows) > SMALL:
            # In order, neighbours on disk are fetched together.
            found = np.sort(self._candidates(query, top, None if count == self.index.total else ranges, share))
        if len(found) < min(top, count):  # few rows are wanted, or those that are lie far from the query
            found = np.concatenate([np.zeros(0, np.intp), *(np.arange(*pair) for pair in ranges.tolist())])
        if len(self.rows) > SMALL:
            scores = _exact(self.rows, found, query)
        else:  # turning halves into floats takes ten times as long as comparing them
            scores = (self._floats() @ query.reshape(-1))[found]
        best = _best(scores, top)
        self._prove(found[best])
        return scores[best], found[best]

    def exact(self, query: Vectors, places: Sequence[tuple[str, int]]) -> NDArray[np.float32]:
        """Exact similarities of some frames, each told by its video, which is alive, and its row there."""
        rows = np.array([self.live[video].first + row for video, row in places], np.intp)
        self._prove(rows)
        return _exact(self.rows, rows, query)

    def _prove(self, rows: Rows) -> None:
        """Refuse rows that are not as they were written; what nobody is shown is not looked at, nor anything twice."""
        new = rows[~self._proven[rows]]
        columns = self.columns[new]
        if proofs(self.rows[new], columns) != columns["proof"].tolist():
            raise DamagedRows
        self._proven[new] = True

    def _prove_columns(self) -> bool:
        """Refuse columns of which any is not as it was written; it is looked at once."""
        if crc32(np.ascontiguousarray(self.columns).view(np.uint8).data) != self.about.columns:
            raise DamagedRows
        return True

    def prove(self) -> None:
        """Refuse an index of which anything is not as it was written, the rows that no answer shows too."""
        self._columns_proven()
        if self._codes is not None:
            _ = self.index
        for start in range(0, len(self.rows), _PIECE):
            self._prove(np.arange(start, min(start + _PIECE, len(self.rows))))

    def spread(self, most: int) -> tuple[Vectors, list[str]]:
        """At most so many rows from all over the index, and whose they are."""
        picked = np.linspace(0, len(self.rows) - 1, min(most, len(self.rows))).astype(np.intp)
        self._prove(picked)
        return np.asarray(self.rows[picked], np.float32), self.owners(picked)

    def sharing(self, hashes: NDArray[np.uint64]) -> set[str]:
        """The videos that are alive and have a frame of exactly one of these hashes."""
        self._columns_proven()
        rows = np.flatnonzero(np.isin(self.columns["hash"], hashes))
        return {name for name in self.owners(rows) if name in self.live}

    def alive(self) -> int:
        """How many rows are of videos that are alive."""
        ranges = self._ranges()
        return int((ranges[:, 1] - ranges[:, 0]).sum())

    def owners(self, rows: Rows) -> list[str]:
        """Whose rows those are."""
        numbers = np.searchsorted(self._firsts, rows, side="right") - 1
        return [self.about.stretches[number].video for number in numbers.tolist()]

    def strip(self, video: str) -> EmbeddedFrames:
        """One video's strip."""
        if (held := self._strips.get(video)) is None:
            item = self.live[video]
            at = slice(item.first, item.first + item.count)
            self._prove(np.arange(at.start, at.stop))
            part = self.columns[at]
            times = part["time"], part["start"], part["end"]
            held = self._strips[video] = EmbeddedFrames(video, *times, part["shot"], part["hash"], self.rows[at])
        return held


def _ranges(videos: Iterable[VideoRows]) -> Ranges:
    """From which row to which those of some videos lie."""
    return np.array(sorted((item.first, item.first + item.count) for item in videos), np.intp).reshape(-1, 2)


def flaws(library: Library) -> Iterator[LibraryDamaged]:
    """What is wrong with the index of a library, read whole; nothing where there is none."""
    folder = library.store.derived.serving(WHOLE)
    try:
        if folder and (about := IndexContents.load(folder)):
            Merged(folder, about).prove()
    except (DamagedRows, OSError, ValueError, RuntimeError):  # as FAISS says of codes that are none
        yield LibraryDamaged(f"The whole-library index in {folder} is damaged.", "mend")


def proofs(rows: Halves, columns: NDArray[np.void]) -> list[int]:
    """What proves each of some rows, with what is kept beside it."""
    told = np.ascontiguousarray(columns).view(np.uint8).reshape(-1, COLUMNS.itemsize)[:, : -COLUMNS["proof"].itemsize]
    return [crc32(one, crc32(row)) for row, one in zip(np.asarray(rows), np.ascontiguousarray(told), strict=True)]


def mapped(path: Path, kind: Any, shape: tuple[int, ...] | None) -> Any:
    """A file as an array that stays whatever becomes of its name; nothing cannot be mapped."""
    # As a plain array: a slice of a memory map runs Python for each.
    return np.zeros(shape, kind) if shape and not shape[0] else np.asarray(np.memmap(path, kind, "r", shape=shape))


def _exact(rows: Halves, found: Rows, query: Vectors) -> NDArray[np.float32]:
    """Similarities to rows that are fetched from disk in pieces."""
    pieces = np.array_split(found, max(1, len(found) // _PIECE))
    return np.concatenate([floats(np.take(rows, piece, axis=0)) @ query.reshape(-1) for piece in pieces])


def _best(scores: NDArray[np.float32], top: int) -> Rows:
    """The places of the best scores, best first; of equal ones, those that stand first."""
    if len(scores) <= top:
        return np.argsort(-scores, kind="stable")
    good = np.flatnonzero(scores >= np.partition(scores, -top)[-top])
    return np.asarray(good[np.argsort(-scores[good], kind="stable")][:top], np.intp)
