"""From frames that answer a query to stretches of time that do."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.retrieval.search.fusion import Found
from vsearch.retrieval.search.queries import Query

KEEP = 0.6
"""A frame belongs to its neighbour's moment while it scores at least this share of the moment's best."""


def found_frames(held: FrameSearch, query: Query, top: int, videos: Sequence[str] | None) -> list[Found]:
    """The best moments by their pictures: more and more frames are looked at until there are enough moments."""
    looked = 30 * top
    while True:
        hits = held.hits(query.direction, looked, videos)
        named = list(dict.fromkeys(hit.video for hit in hits))
        found = [item for video in named for item in stretches(held.strip(video), query)]
        if len(found) >= top or len(hits) < looked or looked >= 600 * top:
            # What is equal to three digits is in the order of videos and times, whichever index answered.
            return sorted(found, key=lambda item: (-round(item.score, 3), item.video, item.best))
        looked *= 4


def stretches(read: EmbeddedFrames, query: Query) -> Iterator[Found]:
    """The moments of one video, one a shot at most: frames around the shot's best that are almost as good."""
    scores = query.calibration.score(read.scores(query.direction))
    for shot in sorted(set(read.shot.tolist())):  # np.unique would load numpy.ma
        rows = np.flatnonzero(read.shot == shot)
        rows = rows[np.argsort(read.time[rows], kind="stable")]
        best = int(np.argmax(scores[rows]))
        low, high = _around(scores[rows], best)
        span = Span(float(read.start[rows[low]]), float(max(read.end[rows[high]], read.start[rows[low]])))
        if query.origin and query.origin[0] == read.video and query.origin[1].overlap(span) > 0:
            continue
        yield Found(read.video, span, float(read.time[rows[best]]), float(scores[rows[best]]))


def _around(scores: NDArray[np.float32], best: int) -> tuple[int, int]:
    """The stretch of neighbours around the best that stay near it."""
    near = scores >= KEEP * scores[best]
    low = high = best
    while low > 0 and near[low - 1]:
        low -= 1
    while high + 1 < len(scores) and near[high + 1]:
        high += 1
    return low, high
