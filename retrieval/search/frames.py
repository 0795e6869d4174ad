"""Find the frames nearest to a query, in all videos or some: through the merged index, and beside it where it lacks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.prompts import Calibration
from vsearch.errors import LibraryError
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.caches import Once
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.engines import WantedFrames
from vsearch.retrieval.engines.far import FEW, FarFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build
from vsearch.retrieval.library_index.read import DamagedRows, Merged
from vsearch.retrieval.search.likeness import Sample, ground, likeness
from vsearch.retrieval.search.near import Near, beside, indexed
from vsearch.retrieval.thumbnails.signals import best_still

T = TypeVar("T")

LARGE = 24
"""Videos from which on opening each one's index takes longer than a search should."""

LAG = 12
"""Videos that may be missing in the merged index before a search brings it up to date first."""

SAMPLE = 4096
"""Frames on which scores are calibrated."""

AT_ONCE = 16
"""Videos that are asked for at once where each is waited for."""

SPREAD = 256
"""Videos from which these are taken, where opening all would take too long."""


class FrameSearch:
    """The frames of a library as it was when this was made, wherever they are quickest to be had."""

    def __init__(
        self,
        library: Library,
        videos: Sequence[str],
        whole: Merged | None,
        loose: Mapping[str, EmbeddedFrames],
        far: FarFrames | None = None,
    ) -> None:
        self.videos, self.whole, self._news = tuple(videos), whole, ""
        self.loose = loose
        """Videos that neither the merged index nor a search engine covers."""
        self.far = far
        """What a search engine covers of the library, while one serves."""
        self._library = library
        self.sample = Once(self._spread)
        """Frames spread over the library, for calibration."""
        self.likeness = Once(lambda: likeness(self.sample(), self.count()))
        """How alike pictures of different videos are."""
        self._ground: Once[Calibration] | None = None
        self._mine = Once(self._not_covered)
        self._brought: set[tuple[str, bool]] = set()

    @classmethod
    def open(cls, library: Library) -> "FrameSearch":
        """The frames of a library as it is now; a large one's merged index is brought up to date first."""
        stamps, far = library.store.revisions(), FarFrames.open(library)
        whole, refreshed = _merged(library, stamps, far)
        loose = dict(_readable(library, _loose(whole, stamps, far)))
        made = cls(library, tuple(stamps), whole, loose, far)
        made._news = "The whole-library index was brought up to date first." if refreshed else ""
        return made

    def nearest(
        self, query: Vectors, top: int, among: Sequence[str] | None = None, asked: WantedFrames | None = None
    ) -> list[tuple[str, int]]:
        """The video and the shot of each of the nearest `top` frames, best first, in all videos or among some.

        A search engine is told besides by what these were chosen, and whether packaging is wanted, as `asked` says.
        """
        if among is not None and len(among) == 1 and among[0] in self.videos:
            return self._in_one(among[0], query, top)
        chosen = None if among is None else set(among)
        found = self._distant(query, top, chosen, asked or WantedFrames())
        here = self._near(chosen)
        if here is None or here:
            found += self._asked(lambda whole: [*indexed(whole, *whole.search(query, top, here))]) or ()
        found += beside([read for video, read in self.loose.items() if chosen is None or video in chosen], query, top)
        return [(video, shot) for _, video, _, shot in sorted(found)[:top]]

    def _distant(self, query: Vectors, top: int, chosen: set[str] | None, asked: WantedFrames) -> list[Near]:
        """The nearest frames of videos that a search engine covers; it is done without where it answers no more.

        They are compared with the vectors that the library holds, where these are at hand.
        """
        if self.far is None:
            return []
        if chosen is not None and len(chosen) <= FEW:
            self.bring(sorted(chosen & self.far.covered.keys()), whole=True)
        found = self.far.nearest(query, top, chosen, asked, self.strip)
        if found is None:
            self._forgo()
            return []
        held = [one for one in found if self.whole and one.video in self.whole.live]
        scores = self._asked(lambda whole: whole.exact(query, [(one.video, one.row) for one in held])) if held else None
        known = dict(zip(held, scores.tolist(), strict=True)) if scores is not None else {}
        return [(-known.get(one, one.score), one.video, one.row, one.shot) for one in found]

    def _near(self, chosen: set[str] | None) -> set[str] | None:
        """The videos that are searched here, None for all: those that no engine covers."""
        if self.far is None:
            return chosen
        mine = self._mine()
        return mine if chosen is None else chosen & mine

    def _in_one(self, video: str, query: Vectors, top: int) -> list[tuple[str, int]]:
        """Those of one video, from its own FAISS index."""
        kept = self._library.table(video)
        _, rows = self._library.vector_index(video).search(query, top, kept.keeps)
        return [(video, shot) for shot in kept.shot[rows[0]].tolist()]

    def bring(self, videos: Iterable[str], *, whole: bool) -> None:
        """Have videos at hand, read side by side where each is waited for: what packaging they have, or all frames."""
        if not self._library.store.far:
            return

        def read(video: str) -> None:
            with suppress(LibraryError, OSError):  # whoever asks for it is told
                self.strip(video) if whole else self.packaging(video)

        new = [video for video in dict.fromkeys(videos) if (video, whole) not in self._brought]
        if len(new) > 1:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(read, new))
        self._brought |= {(video, whole) for video in new}

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
        if self.far and video in self.far.covered:
            return self.far.covered[video].heard
        return str(self._library.entry(video).made.get("sound", {}).get("encoder", ""))

    def news(self) -> str:
        """What became of the merged index and of the search engine, said once to whoever asks first."""
        engine = self._library.search_engine
        said, self._news = [self._news, engine.news() if engine else ""], ""
        return " ".join(filter(None, said))

    def _not_covered(self) -> set[str]:
        covered = self.far.covered if self.far else {}
        return {video for video in (self.whole.live if self.whole else ()) if video not in covered}

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
        self.loose = dict(_readable(self._library, _loose(self.whole, stamps, self.far)))
        self._news = f"The whole-library index was damaged and {'was made anew' if anew else 'is not used'}."

    def _forgo(self) -> None:
        """Do without the search engine: what it covered is searched here."""
        stamps, self.far = self._library.store.revisions(), None
        self.whole, _ = _merged(self._library, stamps, None)
        self.loose = dict(_readable(self._library, _loose(self.whole, stamps, None)))

    def others(self, video: str, hashes: NDArray[np.uint64]) -> list[str]:
        """Videos that may share a frame: by exactly one of these hashes in the merged index, all of those beside it."""
        found = self._asked(lambda whole: whole.sharing(hashes)) or set()
        live = self.whole.live if self.whole else {}
        unseen = {other for other in (self.far.covered if self.far else ()) if other not in live}
        return sorted((found | set(self.loose) | unseen) - {video})

    def count(self, among: Sequence[str] | None = None) -> int:
        """How many frames there are that can be read, in all videos or among some."""
        live = self.whole.live if self.whole else {}
        if among is None and self.whole and len(live) + len(self.loose) == len(self.videos):
            return self.whole.alive() + sum(len(read.time) for read in self.loose.values())
        some = self.videos if among is None else among
        return sum(live[video].count if video in live else self._count(video) for video in some)

    def _count(self, video: str) -> int:
        if self.far and video in self.far.covered:
            return self.far.covered[video].frames
        with suppress(LibraryError, OSError):  # one that cannot be read holds up no search of the others
            return len(self.strip(video).time)
        return 0

    def ground(self, bank: Vectors) -> Calibration:
        """How far words that say little stray from their common mean, against this library's frames."""
        self._ground = self._ground or Once(lambda: ground(self.sample().vectors, bank))
        return self._ground()

    def _spread(self) -> Sample:
        """Some frames of all: from the merged index, unless it knows only a small part of what an engine covers."""
        here = len(self.whole.live) if self.whole else 0
        most = 2 * here >= len(self.videos) - len(self.loose)
        if most and (spread := self._asked(lambda one: one.spread(SAMPLE))) and spread[1]:
            return Sample(spread[0], np.array(spread[1]))
        names = sorted({*self.loose, *(self.far.covered if self.far else ())})
        names = names[:: max(1, len(names) // SPREAD)]
        each = max(4, SAMPLE // max(1, len(names)))
        self.bring((name for name in names if name not in self.loose), whole=True)
        reads = [self.loose[name] if name in self.loose else self.strip(name) for name in names]
        parts = [read.vectors[:: max(1, len(read.time) // each)] for read in reads]
        owners = np.repeat(np.array(names, str), [len(part) for part in parts])
        none = np.zeros((0, self._library.store.width), np.float32)
        return Sample(np.asarray(np.concatenate([none, *parts]), np.float32), owners)


def _merged(library: Library, stamps: dict[str, str], far: FarFrames | None) -> tuple[Merged | None, int]:
    """The merged index, which is brought up to date first where much is in neither it nor a search engine."""
    whole, refreshed = Merged.open(library, stamps), 0
    if len(stamps) >= LARGE and len(_loose(whole, stamps, far)) > LAG and (refreshed := build.refresh(library)):
        whole = Merged.open(library, stamps)
    return whole, refreshed


def _loose(whole: Merged | None, stamps: dict[str, str], far: FarFrames | None) -> list[str]:
    live, covered = whole.live if whole else {}, far.covered if far else {}
    return [video for video in stamps if video not in live and video not in covered]


def _readable(library: Library, videos: Sequence[str]) -> Iterator[tuple[str, EmbeddedFrames]]:
    for video in videos:
        with suppress(LibraryError, OSError):
            yield video, library.embedded(video)
