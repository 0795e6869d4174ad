"""The labelled videos of a library as vectors that can be searched: one a video, and a few of its frames each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times, Vectors
from vsearch.retrieval.caches import Cache
from vsearch.retrieval.library_index.candidates import CANDIDATE_INDEXES, CandidateIndex, Codes, Halves
from vsearch.retrieval.tags.labels import Labels
from vsearch.retrieval.tags.votes import Column, Rows, rates

FAST = 20_000
"""Rows from which on codes are scanned, and only the candidates compared exactly."""

BLOCK = 256
"""Queries that are multiplied at once."""


class NeighbourRows:
    """Rows at half precision with an index over them."""

    def __init__(self, rows: Halves, codes: Codes | None = None) -> None:
        self.rows = rows
        self._index: CandidateIndex | None = None
        self._whole: Vectors | None = None
        if len(rows) >= FAST:
            self._index = CANDIDATE_INDEXES.make("fastscan", width=rows.shape[1], codes=codes)
            if codes is None:
                self._index.add(rows)
        else:
            self._whole = np.asarray(rows, np.float32)

    @property
    def index(self) -> CandidateIndex | None:
        """What finds candidates; None where all rows are compared."""
        return self._index

    def nearest(self, query: Vectors, top: int, without: Rows | None = None) -> tuple[Column, Rows]:
        """Similarities and numbers of the nearest `top` rows, none of them in `without`."""
        if self._index is not None:
            more = 0 if without is None else len(without)
            found = self._index.candidates(query.reshape(1, -1), top + more)
            scores = np.asarray(self.rows[found], np.float32) @ query.reshape(-1)
        else:
            found = np.arange(len(self.rows), dtype=np.intp)
            scores = (self.rows if self._whole is None else self._whole) @ query.reshape(-1)
        if without is not None and len(without):
            scores[np.isin(found, without)] = -np.inf
        return _best(scores, found, top)

    def crowd(self, queries: NDArray[np.floating], top: int, without: Sequence[Rows]) -> Iterator[tuple[Column, Rows]]:
        """`nearest` for many queries, each with its own rows left out; a block of them reads the rows only once."""
        if self._whole is None:
            for query, own in zip(queries, without, strict=True):
                yield self.nearest(np.asarray(query, np.float32), top, own)
            return
        rows = np.arange(len(self.rows), dtype=np.intp)
        for start in range(0, len(queries), BLOCK):
            block = np.asarray(queries[start : start + BLOCK], np.float32) @ self._whole.T
            for scores, own in zip(block, without[start : start + BLOCK], strict=True):
                scores[own] = -np.inf
                yield _best(scores, rows, top)


def _best(scores: Column, found: Rows, top: int) -> tuple[Column, Rows]:
    """The best of what was found, best first; what is left out stands at minus infinity."""
    best = np.argpartition(-scores, top)[:top] if len(scores) > top else np.arange(len(scores))
    best = best[np.argsort(-scores[best], kind="stable")]
    best = best[np.isfinite(scores[best])]
    return np.asarray(scores[best], np.float32), found[best]


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands for one video: its vector, some frames, and when they are."""

    vector: Vectors
    frames: Vectors
    times: Times


@dataclass(frozen=True)
class SignedVideos:
    """Videos by what stands for each, whatever their labels are; `revisions` tell of which state of each it is."""

    ids: tuple[str, ...]
    revisions: tuple[str, ...]
    videos: NeighbourRows
    frames: NeighbourRows
    owner: Rows
    times: Times
    alike: str = ""
    memory: Cache = field(default_factory=Cache)

    def labelled(self, labels: Labels, key: str = "") -> "Neighbours":
        """The same videos with their labels."""
        names = tuple(sorted({tag for id in self.ids for tag, yes in labels.videos[id].items() if yes}))
        column = {name: number for number, name in enumerate(names)}
        known = np.zeros((len(self.ids), len(names)), np.int8)
        for row, id in enumerate(self.ids):
            for tag, yes in labels.videos[id].items():
                if tag in column:
                    known[row, column[tag]] = 1 if yes else -1
        parts = self.videos, self.frames, self.owner, self.times
        return Neighbours(self.ids, names, known, *parts, key, self.alike, self.memory)


@dataclass
class Neighbours:
    """Labelled videos; `owner` and `times` tell whose each frame is and when; `known` is 1, 0 or -1 a video and tag."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    known: NDArray[np.int8]
    videos: NeighbourRows
    frames: NeighbourRows
    owner: Rows
    times: Times
    key: str = ""
    alike: str = ""
    """Changes with what stands for the videos, and with no label."""
    memory: Cache = field(default_factory=Cache)
    """What was computed of the videos alone: it stays as long as they do, whatever is decided."""
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {id: row for row, id in enumerate(self.ids)}
        self.rates = rates(self.known)
        self._starts = np.searchsorted(self.owner, np.arange(len(self.ids) + 1))

    def own(self, row: int) -> Rows:
        """The frames of one of the videos."""
        return np.arange(self._starts[row], self._starts[row + 1], dtype=np.intp)

    def signature(self, row: int) -> Signature:
        """What stands for one of the videos."""
        own = self.own(row)
        vector = np.asarray(self.videos.rows[row : row + 1], np.float32)
        return Signature(vector, np.asarray(self.frames.rows[own], np.float32), self.times[own])


def gathered(ids: Sequence[str], signature: Iterable[Signature], labels: Labels, key: str = "") -> Neighbours:
    """Labelled videos from what stands for each."""
    every = list(signature)
    videos = NeighbourRows(np.concatenate([look.vector for look in every]).astype(np.float16))
    frames = NeighbourRows(np.concatenate([look.frames for look in every]).astype(np.float16))
    return SignedVideos(tuple(ids), (), videos, frames, *owned(every)).labelled(labels, key)


def owned(every: Sequence[Signature]) -> tuple[Rows, Times]:
    """Whose each frame is, and when it is."""
    counts = [len(look.times) for look in every]
    return np.repeat(np.arange(len(every)), counts), np.concatenate([look.times for look in every])
