"""From frames that answer a query to stretches of time that do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.vectors import floats
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.queries import Query
from vsearch.retrieval.thumbnails.weights import Rows

KEEP = 0.6
"""A frame belongs to its neighbour's moment while it scores at least this share of the moment's best."""

TOGETHER = 2_048
"""Frames that are compared at once: more would leave the cache, and of many long films fill the memory."""


@dataclass(frozen=True, slots=True)
class ShotPart:
    """A part of a shot, the time of its best frame, and that frame's score."""

    span: Span
    best: float
    score: float


def stretches(shots: Sequence[tuple[EmbeddedFrames, int]], query: Query) -> list[ShotPart]:
    """Of each shot of some videos the frames around its best that are almost as good."""
    if not shots:
        return []
    rows = [read.rows(shot) for read, shot in shots]
    near = _near(np.concatenate([read.vectors[own] for (read, _), own in zip(shots, rows, strict=True)]), query)
    scores, found, first = query.calibration.score(near).tolist(), [], 0
    for (read, _), own in zip(shots, rows, strict=True):
        count = own.stop - own.start
        found.append(_stretch(read, own.start, scores[first : first + count]))
        first += count
    return found


def best_stretches(reads: Sequence[EmbeddedFrames], query: Query) -> list[ShotPart]:
    """The same of each of some videos' shots whose best frame is nearest to a query; each has frames."""
    return [part for lot in _lots(reads) for part in _best_stretches(lot, query)]


def _lots(reads: Sequence[EmbeddedFrames]) -> Iterator[list[EmbeddedFrames]]:
    """As many videos as are compared at once."""
    lot, rows = list[EmbeddedFrames](), 0
    for read in reads:
        if lot and rows + len(read.time) > TOGETHER:
            yield lot
            lot, rows = [], 0
        lot.append(read)
        rows += len(read.time)
    if lot:
        yield lot


def _best_stretches(reads: Sequence[EmbeddedFrames], query: Query) -> Iterator[ShotPart]:
    near = _near(np.concatenate([read.vectors for read in reads]), query)
    scores, first = query.calibration.score(near), 0
    for read in reads:
        mine = slice(first, first + len(read.time))
        own, first = read.rows(int(read.shot[int(np.argmax(near[mine]))])), mine.stop
        yield _stretch(read, own.start, scores[mine][own].tolist())


def best_scores(parts: Sequence[tuple[NDArray[np.floating], Rows]], query: Query) -> list[float]:
    """Of each of some videos' vectors the calibrated score of the best of some rows; 0 where there are none."""
    if not any(len(rows) for _, rows in parts):
        return [0.0] * len(parts)
    near = _near(np.concatenate([vectors[rows] for vectors, rows in parts]), query)
    best, first = [], 0
    for _, rows in parts:
        best.append(near[first : first + len(rows)].max(initial=-np.inf))
        first += len(rows)
    scores = query.calibration.score(np.array(best)).tolist()
    return [score if len(rows) else 0.0 for score, (_, rows) in zip(scores, parts, strict=True)]


def _near(vectors: NDArray[np.floating], query: Query) -> Vectors:
    """How near some frames are to a query, not counted from anything."""
    return np.asarray(floats(vectors) @ query.direction.reshape(-1), np.float32)


def _stretch(read: EmbeddedFrames, first: int, scores: list[float]) -> ShotPart:
    """The best of the rows from `first` on, which follow each other in time, with the neighbours that stay near it."""
    most = max(scores)
    least = KEEP * most
    low = high = best = scores.index(most)
    while low > 0 and scores[low - 1] >= least:
        low -= 1
    while high + 1 < len(scores) and scores[high + 1] >= least:
        high += 1
    start, end = float(read.start[first + low]), float(read.end[first + high])
    return ShotPart(Span(start, max(end, start)), float(read.time[first + best]), most)
