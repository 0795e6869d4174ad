"""From frames that answer a query to stretches of time that do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.vectors import floats
from vsearch.nouns import Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.queries import Query

KEEP = 0.6
"""A frame belongs to its neighbour's moment while it scores at least this share of the moment's best."""


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
    rows = [np.flatnonzero(read.shot == shot) for read, shot in shots]
    vectors = np.concatenate([read.vectors[own] for (read, _), own in zip(shots, rows, strict=True)])
    scores, found, first = scored(vectors, query).tolist(), [], 0
    for (read, _), own in zip(shots, rows, strict=True):
        found.append(_stretch(read, own.tolist(), scores[first : first + len(own)]))
        first += len(own)
    return found


def scored(vectors: NDArray[np.floating], query: Query) -> NDArray[np.float32]:
    """The calibrated scores of some frames."""
    near = floats(vectors) @ query.direction.reshape(-1)
    return np.asarray(query.calibration.score(near), np.float32)


def best_shot(read: EmbeddedFrames, query: Query) -> int:
    """The shot whose best frame is nearest to a query."""
    return int(read.shot[int(np.argmax(read.scores(query.direction)))])


def _stretch(read: EmbeddedFrames, rows: list[int], scores: list[float]) -> ShotPart:
    """The best of some rows, which follow each other in time, with the neighbours that stay near it."""
    least = KEEP * max(scores)
    low = high = best = scores.index(max(scores))
    while low > 0 and scores[low - 1] >= least:
        low -= 1
    while high + 1 < len(scores) and scores[high + 1] >= least:
        high += 1
    start = float(read.start[rows[low]])
    return ShotPart(Span(start, max(float(read.end[rows[high]]), start)), float(read.time[rows[best]]), scores[best])
