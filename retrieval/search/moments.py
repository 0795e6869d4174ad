"""From frames that answer a query to stretches of time that do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.queries import Query

KEEP = 0.6
"""A frame belongs to its neighbour's moment while it scores at least this share of the moment's best."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a shot, the time of its best frame, and that frame's score."""

    span: Span
    best: float
    score: float


def stretch(read: EmbeddedFrames, shot: int, query: Query) -> Stretch:
    """The frames around the best of a shot that are almost as good."""
    rows = np.flatnonzero(read.shot == shot)
    rows = rows[np.argsort(read.time[rows], kind="stable")]
    scores = scored(read, rows, query)
    best = int(np.argmax(scores))
    low, high = _around(scores, best)
    start = float(read.start[rows[low]])
    return Stretch(
        Span(start, float(max(read.end[rows[high]], start))), float(read.time[rows[best]]), float(scores[best])
    )


def scored(read: EmbeddedFrames, rows: NDArray[np.intp], query: Query) -> NDArray[np.float32]:
    """The calibrated scores of some frames of a video."""
    near = np.asarray(read.vectors[rows], np.float32) @ query.direction.reshape(-1)
    return np.asarray(query.calibration.score(near), np.float32)


def best_shot(read: EmbeddedFrames, query: Query) -> int:
    """The shot whose best frame is nearest to a query."""
    return int(read.shot[int(np.argmax(read.scores(query.direction)))])


def _around(scores: NDArray[np.float32], best: int) -> tuple[int, int]:
    """The stretch of neighbours around the best that stay near it."""
    near = scores >= KEEP * scores[best]
    low = high = best
    while low > 0 and near[low - 1]:
        low -= 1
    while high + 1 < len(scores) and near[high + 1]:
        high += 1
    return low, high
