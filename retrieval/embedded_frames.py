"""A video's embedded frames as one strip: what time each stands for, and its vector."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.library.shelf import Shelf
from vsearch.nouns import Times, Vectors
from vsearch.retrieval.library import Library


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
        return np.asarray(np.asarray(self.vectors, np.float32) @ query.reshape(-1), np.float32)

    def shots(self) -> dict[int, tuple[float, float]]:
        """From where to where each shot runs, as far as its kept frames stand for it."""
        spans: dict[int, tuple[float, float]] = {}
        for shot, start, end in zip(self.shot.tolist(), self.start.tolist(), self.end.tolist(), strict=True):
            low, high = spans.get(shot, (start, end))
            spans[shot] = (min(low, start), max(high, end))
        return spans


def strip(library: Library, video: str) -> EmbeddedFrames:
    """The strip of one video from its own folder, remembered while the folder does not change."""
    folder = library.store.videos / video
    return _read(folder, (folder / "frames.parquet").stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(folder: Path, stamp: int) -> EmbeddedFrames:  # noqa: ARG001
    shelf = Shelf(folder)
    table = shelf.frames()
    kept = slice(0, table.keeps)
    columns = (table.time[kept], table.start[kept], table.end[kept], table.shot[kept], table.hash[kept])
    return EmbeddedFrames(folder.name, *columns, shelf.index().vectors()[kept])
