"""The engine that serves an open library: what it covers now, and that it does not answer, which is said once."""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

from vsearch.errors import EngineUnavailable, PackageMissing
from vsearch.nouns import Vectors
from vsearch.retrieval.caches import Once
from vsearch.retrieval.engines import HeldVideo, HeldVideos, NearFrame, SearchEngine, WantedFrames

T = TypeVar("T")

AGAIN = 60.0
"""Seconds after which an engine that did not answer is asked again: a search does not wait for it each time."""

LOOK = 2.0
"""Seconds for which what an engine holds is believed; others may bring it up to date, or empty it."""


class ServingEngine:
    """An engine by its address, asked through a safe hand: it answers, or says why not, and nothing waits twice."""

    def __init__(self, address: str, make: Callable[[], SearchEngine]) -> None:
        self.address = address
        self._engine = Once(make)
        self._lock = Lock()
        self._held: tuple[HeldVideos, float] | None = None
        self._down: tuple[EngineUnavailable | PackageMissing, float] | None = None
        self._news = ""

    @property
    def engine(self) -> SearchEngine:
        """The engine itself; raises where it cannot be reached, or what speaks to it is not installed."""
        return self._engine()

    def covered(self, stamps: Mapping[str, str]) -> dict[str, HeldVideo]:
        """The videos that it holds as they are now; none while it does not answer."""
        held = self.held().videos
        return {id: held[id] for id, told in stamps.items() if id in held and held[id].stamp == told}

    def held(self) -> HeldVideos:
        """What it holds, looked at again after a moment; nothing while it does not answer."""
        if self._held is None or time.monotonic() - self._held[1] > LOOK:
            found = self._asked(lambda engine: engine.held())
            self._held = found or HeldVideos(), time.monotonic()
        return self._held[0]

    def nearest(self, query: Vectors, top: int, asked: WantedFrames) -> list[NearFrame] | None:
        """The frames that are probably nearest; None while it does not answer."""
        return self._asked(lambda engine: engine.nearest(query, top, asked))

    def say(self, news: str) -> None:
        """Keep a sentence for whoever asks next."""
        with self._lock:
            self._news = news

    def news(self) -> str:
        """What became of it, said once."""
        with self._lock:
            said, self._news = self._news, ""
        return said

    @property
    def failure(self) -> EngineUnavailable | PackageMissing | None:
        """Why it does not answer now."""
        return self._down[0] if self._down else None

    def _asked(self, ask: Callable[[SearchEngine], T]) -> T | None:
        if self._down and time.monotonic() - self._down[1] < AGAIN:
            return None
        try:
            answer = ask(self.engine)
        except (EngineUnavailable, PackageMissing) as error:
            self._engine.forget()
            self._down, self._held = (error, time.monotonic()), None
            self.say(f"{error} Frames are searched without it.")
            return None
        self._down = None
        return answer
