"""The frames that a search engine covers, as they were when this was made: those beside them are searched here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from vsearch.nouns import Vectors
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.engines import NearFrame, WantedFrames
from vsearch.retrieval.engines.rows import stamps
from vsearch.retrieval.engines.serving import ServingEngine
from vsearch.retrieval.library import Library

BEHIND = 1_000
"""Videos by whose names an engine can be told to leave them out; with more it is too far behind to be asked."""

MORE = 1.25
"""How many more frames are asked for than are wanted: their order is made exact here."""

FEW = 64
"""Videos that are looked at here instead: all their frames, sooner than an engine finds them among all others."""

PLAIN = 1_000
"""Frames up to which an engine is asked for the nearest alone, whosoever they are."""

GROUPS = 128
"""Videos whose nearest frames are asked for beyond: more than an answer takes shots from."""


class FarFrames:
    """What an engine covers of a library."""

    def __init__(self, library: Library, engine: ServingEngine) -> None:
        told = stamps(library)
        self._engine = engine
        self.covered = engine.covered(told)
        """The videos that it holds as they are."""
        self._without = tuple(id for id in engine.held().videos if id not in self.covered)
        self.missing = len(told) - len(self.covered)
        """How many videos of the library it does not hold as they are."""

    @classmethod
    def open(cls, library: Library) -> "FarFrames | None":
        """What the library's engine covers; None where none serves, or where it does not answer."""
        engine = library.search_engine
        if engine is None:
            return None
        far = cls(library, engine)
        if engine.failure:
            return None
        if engine.held().partial:
            engine.say(
                f"{engine.address} has not indexed {engine.held().waiting} frames yet: it is not asked until then."
            )
            return None
        if len(far._without) > BEHIND or (far.missing and not far.covered):
            engine.say(f"{engine.address} holds too little of this library as it is now: it is not asked {_UNTIL}.")
            return None
        if far.missing:
            many = "One of the videos is" if far.missing == 1 else f"{far.missing} of the videos are"
            engine.say(f"{many} not in {engine.address} as it is now, and searched here {_UNTIL}.")
        return far

    def nearest(
        self,
        query: Vectors,
        top: int,
        among: Collection[str] | None,
        asked: WantedFrames,
        strip: Callable[[str], EmbeddedFrames],
    ) -> list[NearFrame] | None:
        """Frames of covered videos that are probably nearest, among some; None where it does not answer any more.

        Where many are wanted because few videos fill the first, only the nearest of each video are asked for, and their
        other frames are looked at here: whoever shows a few of each video finds the same.
        """
        if among is not None and not (among := {id for id in among if id in self.covered}):
            return []
        if among is not None and len(among) <= FEW:
            return _looked(query, [strip(video) for video in sorted(among)])
        if top > PLAIN:
            grouped = self._ask(query, GROUPS, among, replace(asked, grouped=True))
            videos = {one.video for one in grouped or ()}
            if grouped and len(videos) == len(grouped):  # Milvus before 2.4 does not group, and does not say so
                return _looked(query, [strip(video) for video in sorted(videos)])
        return self._ask(query, int(top * MORE) + 32, among, asked)

    def _ask(
        self, query: Vectors, top: int, among: Collection[str] | None, asked: WantedFrames
    ) -> list[NearFrame] | None:
        named = None if among is None else tuple(sorted(among))
        found = self._engine.nearest(query, top, replace(asked, videos=named, without=self._without))
        if found is None:
            return None
        return [one for one in found if one.video in (self.covered if among is None else among)]


def _looked(query: Vectors, reads: Sequence[EmbeddedFrames]) -> list[NearFrame]:
    """Every frame of some videos, compared here."""
    return [
        NearFrame(read.video, row, shot, score)
        for read in reads
        for row, (shot, score) in enumerate(zip(read.shot.tolist(), read.scores(query).tolist(), strict=True))
    ]


_UNTIL = "until the engine is brought up to date"
