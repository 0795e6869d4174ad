"""Find the frames nearest to a query, in all videos or some: through the merged index, and beside it where it lacks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.prompts import Calibration
from vsearch.errors import LibraryError
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.caches import Once
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build
from vsearch.retrieval.library_index.read import DamagedRows, Merged
from vsearch.retrieval.search.likeness import Sample, likeness
from vsearch.retrieval.thumbnails.signals import best_still
from vsearch.retrieval.thumbnails.weights import Rows

T = TypeVar("T")

LARGE = 24
"""Videos from which on opening each one's index takes longer than a search should."""

LAG = 12
"""Videos that may be missing in the merged index before a search brings it up to date first."""

SAMPLE = 4096
"""Frames on which scores are calibrated."""


class FrameSearch:
    """The frames of a library as it was when this was made, wherever they are quickest to be had."""

    def __init__(
        self, library: Library, videos: Sequence[str], whole: Merged | None, loose: Mapping[str, EmbeddedFrames]
    ) -> None:
        self.videos, self.whole, self._news = tuple(videos), whole, ""
        self.loose = loose
        """Videos that the merged index does not cover."""
        self._library = library
        self.sample = Once(self._spread)
        """Frames spread over the library, for calibration."""
        self.likeness = Once(lambda: likeness(self.sample(), self.count()))
        """How alike pictures of different videos are."""
        self._ground: Once[Calibration] | None = None

    @classmethod
    def open(cls, library: Library) -> "FrameSearch":
        """The frames of a library as it is now; a large one's merged index is brought up to date first."""
        stamps = library.store.revisions()
        whole = Merged.open(library, stamps)
        refreshed = 0
        if len(stamps) >= LARGE and len(_loose(whole, stamps)) > LAG and (refreshed := build.refresh(library)):
            whole = Merged.open(library, stamps)
        loose = dict(_readable(library, _loose(whole, stamps)))
        made = cls(library, tuple(stamps), whole, loose)
        made._news = "The whole-library index was brought up to date first." if refreshed else ""
        return made

    def nearest(self, query: Vectors, top: int, among: Sequence[str] | None = None) -> list[tuple[str, int]]:
        """The video and the shot of each of the nearest `top` frames, best first, in all videos or among some."""
        if among is not None and len(among) == 1 and among[0] in self.videos:
            return self._in_one(among[0], query, top)
        chosen = None if among is None else set(among)
        found = [*(self._asked(lambda whole: _indexed(whole, *whole.search(query, top, chosen))) or ())]
        found += _beside([read for video, read in self.loose.items() if chosen is None or video in chosen], query, top)
        return [(video, shot) for _, video, _, shot in sorted(found)[:top]]

    def _in_one(self, video: str, query: Vectors, top: int) -> list[tuple[str, int]]:
        """Those of one video, from its own FAISS index."""
        kept = self._library.table(video)
        _, rows = self._library.vector_index(video).search(query, top, kept.keeps)
        return [(video, shot) for shot in kept.shot[rows[0]].tolist()]

    def strip(self, video: str) -> EmbeddedFrames:
        """The frames of one video."""
        if video in self.loose:
            return self.loose[video]
        if self.whole and video in self.whole.live:
            with suppress(DamagedRows):
                return self.whole.strip(video)
        return self._library.embedded(video)  # it came meanwhile, or its parts say what is wrong with them

    def still(self, video: str) -> int:
        """The row of the best still of a video, a good picture of what it mostly shows; -1 where it has none."""
        if self.whole and (known := self.whole.live.get(video)) and known.still >= 0:
            return known.still
        library = self._library

        def looked() -> int:
            return best_still(library.table(video), np.asarray(library.embedded(video).vectors, np.float32))

        return library.cache.get(("still", video), library.revision(video), looked)

    def packaging(self, video: str) -> tuple[Span, ...]:
        """The spans of one video that were surely found to be packaging."""
        if self.whole and (known := self.whole.live.get(video)):
            return tuple(Span(*edges) for edges in known.packaging)
        return self._library.packaging(video)

    def heard(self, video: str) -> str:
        """The name of the encoder that heard a video."""
        if self.whole and (known := self.whole.live.get(video)):
            return known.heard
        return str(self._library.entry(video).made.get("sound", {}).get("encoder", ""))

    def news(self) -> str:
        """What became of the merged index, said once to whoever asks first."""
        said, self._news = self._news, ""
        return said

    def _asked(self, ask: Callable[[Merged], T]) -> T | None:
        """What the merged index answers; None without one. A damaged one is made anew, and asked once more."""
        with suppress(DamagedRows):
            return ask(self.whole) if self.whole else None
        self._take(anew=build.remake(self._library))
        with suppress(DamagedRows):
            return ask(self.whole) if self.whole else None
        self._take(anew=False)
        return None

    def _take(self, *, anew: bool) -> None:
        """Take the index that was made anew, or do without one."""
        stamps = self._library.store.revisions()
        self.whole = Merged.open(self._library, stamps) if anew else None
        self.loose = dict(_readable(self._library, _loose(self.whole, stamps)))
        self._news = f"The whole-library index was damaged and {'was made anew' if anew else 'is not used'}."

    def others(self, video: str, hashes: NDArray[np.uint64]) -> list[str]:
        """Videos that may share a frame: by exactly one of these hashes in the merged index, all of those beside it."""
        found = self._asked(lambda whole: whole.sharing(hashes)) or set()
        return sorted((found | set(self.loose)) - {video})

    def count(self, among: Sequence[str] | None = None) -> int:
        """How many frames there are that can be read, in all videos or among some."""
        live = self.whole.live if self.whole else {}
        if among is None and self.whole and len(live) + len(self.loose) == len(self.videos):
            return self.whole.alive() + sum(len(read.time) for read in self.loose.values())
        some = self.videos if among is None else among
        return sum(live[video].count if video in live else self._count(video) for video in some)

    def _count(self, video: str) -> int:
        with suppress(LibraryError, OSError):  # one that cannot be read holds up no search of the others
            return len(self.strip(video).time)
        return 0

    def ground(self, bank: Vectors) -> Calibration:
        """How far words that say little stray from their common mean, against this library's frames."""
        self._ground = self._ground or Once(lambda: _ground(self.sample().vectors, bank))
        return self._ground()

    def _spread(self) -> Sample:
        if (spread := self._asked(lambda whole: whole.spread(SAMPLE))) and spread[1]:
            return Sample(spread[0], np.array(spread[1]))
        each = max(4, SAMPLE // max(1, len(self.loose)))
        parts = [read.vectors[:: max(1, len(read.time) // each)] for read in self.loose.values()]
        owners = np.repeat(np.array(list(self.loose), str), [len(part) for part in parts])
        none = np.zeros((0, self._library.store.width), np.float32)
        return Sample(np.asarray(np.concatenate([none, *parts]), np.float32), owners)


_Near = tuple[float, str, int, int]
"""How far a frame is, its video and its row there, by which what is equally near is in order, and its shot."""


def _indexed(whole: Merged, scores: NDArray[np.float32], rows: Rows) -> Iterator[_Near]:
    """Frames of the merged index."""
    return zip((-scores).tolist(), whole.owners(rows), rows.tolist(), whole.columns["shot"][rows].tolist(), strict=True)


def _beside(loose: Sequence[EmbeddedFrames], query: Vectors, top: int) -> Iterator[_Near]:
    """The nearest frames of videos that it does not cover."""
    counts = [len(read.time) for read in loose]
    if not sum(counts):
        return iter(())
    far = -np.concatenate([read.scores(query) for read in loose])
    best = np.argsort(far, kind="stable")[:top]
    owners = np.repeat(np.arange(len(loose)), counts)[best].tolist()
    shots = np.concatenate([read.shot for read in loose])[best].tolist()
    return zip(far[best].tolist(), [loose[owner].video for owner in owners], best.tolist(), shots, strict=True)


def _loose(whole: Merged | None, stamps: dict[str, str]) -> list[str]:
    live = whole.live if whole else {}
    return [video for video in stamps if video not in live]


def _readable(library: Library, videos: Sequence[str]) -> Iterator[tuple[str, EmbeddedFrames]]:
    for video in videos:
        with suppress(LibraryError, OSError):
            yield video, library.embedded(video)


def _ground(frames: Vectors, bank: Vectors) -> Calibration:
    if not len(frames):
        return Calibration(0.0, 1.0)
    scores = frames @ (bank - bank.mean(axis=0)).T
    return Calibration(0.0, max(float(scores.std()), 1e-6))
