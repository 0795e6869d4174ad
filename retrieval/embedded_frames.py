"""A video's embedded frames as one strip: what time each stands for, and its vector."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.vectors import floats
from vsearch.nouns import Span, Times, Vectors


@dataclass(frozen=True, slots=True)
class EmbeddedFrames:
    """The kept frames of one video, by time; `vectors` may be at half precision on disk."""

    video: str
    time: Times
    start: Times
    end: Times
    shot: NDArray[np.int32]
    hash: NDArray[np.uint64]
    vectors: NDArray[np.floating]

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Every frame's similarity to a query."""
        return np.asarray(floats(self.vectors) @ query.reshape(-1), np.float32)

    def span(self, shot: int) -> Span:
        """From where to where a shot runs, as far as its kept frames stand for it."""
        own = self.rows(shot)
        return Span(float(self.start[own].min()), float(self.end[own].max()))

    def rows(self, shot: int) -> slice:
        """The rows of a shot, which follow each other: frames are by time."""
        return slice(*self.shot.searchsorted(np.array((shot, shot + 1), np.int32)).tolist())

    def take(self, rows: NDArray[np.intp]) -> "EmbeddedFrames":
        """Only these rows."""
        times = self.time[rows], self.start[rows], self.end[rows]
        return EmbeddedFrames(self.video, *times, self.shot[rows], self.hash[rows], self.vectors[rows])

    def shots(self) -> dict[int, tuple[float, float]]:
        """From where to where each shot runs, as far as its kept frames stand for it."""
        spans: dict[int, tuple[float, float]] = {}
        for shot, start, end in zip(self.shot.tolist(), self.start.tolist(), self.end.tolist(), strict=True):
            low, high = spans.get(shot, (start, end))
            spans[shot] = (min(low, start), max(high, end))
        return spans


def embedded(id: str, table: FrameTable, vectors: Vectors) -> EmbeddedFrames:
    """The kept frames of one video, out of its frame table and the rows of its index."""
    kept = slice(0, table.keeps)
    columns = (table.time[kept], table.start[kept], table.end[kept], table.shot[kept], table.hash[kept])
    return EmbeddedFrames(id, *columns, vectors[kept])
