"""The labelled videos of a library as vectors that can be searched: one a video, and a few of its frames each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError
from vsearch.nouns import Times, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index.candidates import CANDIDATE_INDEXES, CandidateIndex, Halves
from vsearch.retrieval.segments.masks import without_packaging
from vsearch.retrieval.tags.labels import Labels
from vsearch.retrieval.tags.votes import Column, Rows, rates, spread
from vsearch.retrieval.tower.answers import video_vector

LOOKS = 4
"""Frames that stand for a video, here and there."""

FAST = 20_000
"""Rows from which on codes are scanned, and only the candidates compared exactly."""

BLOCK = 256
"""Queries that are multiplied at once."""


_SIGNATURES = "tags/signatures"
"""Where what stands for each video is kept."""


class NeighbourRows:
    """Rows at half precision with an index over them."""

    def __init__(self, rows: Halves) -> None:
        self.rows = rows
        self._index: CandidateIndex | None = None
        self._whole: Vectors | None = None
        if len(rows) >= FAST:
            self._index = CANDIDATE_INDEXES.make("fastscan", width=rows.shape[1])
            self._index.add(rows)
        else:
            self._whole = np.asarray(rows, np.float32)

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
    names = tuple(sorted({tag for id in ids for tag, yes in labels.videos[id].items() if yes}))
    column = {name: number for number, name in enumerate(names)}
    known = np.zeros((len(ids), len(names)), np.int8)
    for row, id in enumerate(ids):
        for tag, yes in labels.videos[id].items():
            if tag in column:
                known[row, column[tag]] = 1 if yes else -1
    return Neighbours(
        tuple(ids),
        names,
        known,
        NeighbourRows(np.concatenate([look.vector for look in every]).astype(np.float16)),
        NeighbourRows(np.concatenate([look.frames for look in every]).astype(np.float16)),
        np.repeat(np.arange(len(every)), [len(look.times) for look in every]),
        np.concatenate([look.times for look in every]),
        key,
    )


def signature(library: Library, video: str) -> Signature:
    """What stands for a video of the library."""
    read = without_packaging(library, video)
    rows = spread(np.asarray(read.vectors, np.float32), LOOKS)
    return Signature(
        video_vector(library, library.entry(video)), np.asarray(read.vectors[rows], np.float32), read.time[rows]
    )


def neighbours(library: Library, labels: Labels) -> Neighbours | None:
    """The labelled videos of a library that have frames; None when there is none.

    What stands for each is kept in a derived file and made anew only for videos that changed.
    """
    tower = _served(library)
    kept = _kept(library, f"{library.store.encoder}\0{tower}")
    ids, made, fresh = [], {}, False
    for id in sorted(labels.videos):
        with suppress(LibraryError, OSError):
            stamp = library.store.revision(id)
            if id not in kept or kept[id][0] != stamp:
                kept[id], fresh = (stamp, signature(library, id)), True
            if len(kept[id][1].times):
                ids.append(id)
                made[id] = kept[id]
    if fresh or len(made) < len(kept):
        _keep(library, f"{library.store.encoder}\0{tower}", made)
    if not ids:
        return None
    told = json.dumps([tower, [(id, made[id][0], sorted(labels.videos[id].items())) for id in ids]])
    return gathered(ids, [made[id][1] for id in ids], labels, blake2b(told.encode(), digest_size=12).hexdigest())


def _served(library: Library) -> str:
    """The tower that serves, told from an older one of its name; nothing for the prior."""
    tower = library.tower
    return f"{tower.trained.name} {tower.trained.data.get('made', '')}" if tower else ""


def _kept(library: Library, key: str) -> dict[str, tuple[str, Signature]]:
    data = library.store.derived.arrays(_SIGNATURES)
    about = json.loads(str(data["about"])) if data else {}
    if data is None or about["key"] != key:
        return {}
    found: dict[str, tuple[str, Signature]] = {}
    rows, frames, times = data["rows"], data["frames"], data["times"]
    first = 0
    for row, (id, revision, count) in enumerate(about["videos"]):
        cut = slice(first, first + count)
        vector = np.asarray(rows[row : row + 1], np.float32)
        found[id] = revision, Signature(vector, np.asarray(frames[cut], np.float32), times[cut])
        first += count
    return found


def _keep(library: Library, key: str, made: dict[str, tuple[str, Signature]]) -> None:
    if not made:
        return
    about = {"key": key, "videos": [(id, stamp, len(look.times)) for id, (stamp, look) in made.items()]}
    every = [look for _, look in made.values()]
    library.store.derived.keep_arrays(
        _SIGNATURES,
        about=np.array(json.dumps(about)),
        rows=np.concatenate([look.vector for look in every]).astype(np.float16),
        frames=np.concatenate([look.frames for look in every]).astype(np.float16),
        times=np.concatenate([look.times for look in every]),
    )
