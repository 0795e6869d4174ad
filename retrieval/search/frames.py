"""Find the frames nearest to a query, in all videos or some: through the merged index, and beside it where it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.prompts import Calibration
from vsearch.errors import LibraryError
from vsearch.nouns import Hit, Vectors
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build
from vsearch.retrieval.library_index.read import Merged

LARGE = 24
"""Videos from which on opening each one's index takes longer than a search should."""

LAG = 12
"""Videos that may be missing in the merged index before a search brings it up to date first."""

SAMPLE = 4096
"""Frames on which scores are calibrated."""


@dataclass
class FrameSearch:
    """The frames of a library, wherever they are quickest to be had; `note` says what had to be done first."""

    library: Library
    videos: tuple[str, ...]
    whole: Merged | None
    loose: tuple[str, ...]
    """Videos that the merged index does not cover."""
    note: str = ""
    _strips: dict[str, EmbeddedFrames] = field(default_factory=dict)

    @classmethod
    def open(cls, library: Library) -> "FrameSearch":
        """The frames of a library as it is now; a large one's merged index is brought up to date first."""
        stamps = library.store.revisions()
        whole = Merged.open(library, stamps)
        note = ""
        if len(stamps) >= LARGE and len(_loose(whole, stamps)) > LAG and build.refresh(library):
            whole = Merged.open(library, stamps)
            note = "The whole-library index was brought up to date first."
        return cls(library, tuple(stamps), whole, tuple(_readable(library, _loose(whole, stamps))), note)

    def hits(self, query: Vectors, top: int, among: Sequence[str] | None = None) -> list[Hit]:
        """The nearest `top` frames, best first, in all videos or among some."""
        chosen = None if among is None else set(among)
        found: list[Hit] = []
        if self.whole:
            scores, rows = self.whole.search(query, top, chosen)
            found += [_hit(self.whole, int(row), float(score)) for row, score in zip(rows, scores, strict=True)]
        for video in self.loose:
            if chosen is None or video in chosen:
                found += self._of(video, query, top)
        return sorted(found, key=lambda hit: (-hit.score, hit.video, hit.row))[:top]

    def strip(self, video: str) -> EmbeddedFrames:
        """The frames of one video."""
        if video not in self._strips:
            covered = self.whole is not None and video in self.whole.live
            self._strips[video] = self.whole.strip(video) if self.whole and covered else self.library.embedded(video)
        return self._strips[video]

    def others(self, video: str, hashes: NDArray[np.uint64]) -> list[str]:
        """Videos that may share a frame: by exactly one of these hashes in the merged index, all of those beside it."""
        found = set(self.loose)
        if self.whole:
            rows = np.flatnonzero(np.isin(self.whole.columns["hash"], hashes))
            found |= {name for name in map(self.whole.video, rows.tolist()) if name in self.whole.live}
        return sorted(found - {video})

    def count(self, among: Sequence[str] | None = None) -> int:
        """How many frames there are, in all videos or among some."""
        live = self.whole.live if self.whole else {}
        some = self.videos if among is None else among
        return sum(live[video].count if video in live else len(self.strip(video).time) for video in some)

    def sample(self) -> Vectors:
        """Frames spread over the library, for calibration."""
        if self.whole and self.whole.about.rows:
            picked = np.linspace(0, self.whole.about.rows - 1, min(SAMPLE, self.whole.about.rows)).astype(np.intp)
            return np.asarray(self.whole.rows[picked], np.float32)
        each = max(4, SAMPLE // max(1, len(self.loose)))
        parts = [read.vectors[:: max(1, len(read.time) // each)] for read in map(self.strip, self.loose)]
        return (
            np.asarray(np.concatenate(parts), np.float32)
            if parts
            else np.zeros((0, self.library.store.width), np.float32)
        )

    def _of(self, video: str, query: Vectors, top: int) -> list[Hit]:
        read = self.strip(video)
        scores = read.scores(query)
        best = np.argsort(-scores, kind="stable")[:top]
        return [Hit(video, int(row), float(read.time[row]), float(scores[row])) for row in best]


def _hit(whole: Merged, row: int, score: float) -> Hit:
    video = whole.video(row)
    return Hit(video, row - whole.live[video].first, float(whole.columns[row]["time"]), score)


def _loose(whole: Merged | None, stamps: dict[str, str]) -> list[str]:
    live = whole.live if whole else {}
    return [video for video in stamps if video not in live]


def _readable(library: Library, videos: Sequence[str]) -> list[str]:
    good = []
    for video in videos:
        try:
            library.embedded(video)
        except (LibraryError, OSError):
            continue
        good.append(video)
    return good


def ground(held: FrameSearch, bank: Vectors) -> Calibration:
    """How far words that say little stray from their common mean, against this library's frames."""
    frames = held.sample()
    if not len(frames):
        return Calibration(0.0, 1.0)
    scores = frames @ (bank - bank.mean(axis=0)).T
    return Calibration(0.0, max(float(scores.std()), 1e-6))
