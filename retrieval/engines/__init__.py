"""Search engines beside the library: where the nearest frames of very many videos are found, behind one protocol."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times, Vectors
from vsearch.table import Table

PARTIAL = 0.02
"""The share of frames that may wait: a third of them is missed at worst, so .993 of all are found."""


@dataclass(frozen=True, slots=True)
class EngineVideo:
    """All that an engine is told of one video: what filters ask, and its frames; row n is that of its index."""

    id: str
    stamp: str
    """What is another when anything of this is."""
    series: str
    language: str
    tags: tuple[str, ...]
    folders: tuple[str, ...]
    """Every folder above it, or above a copy of it."""
    days: tuple[int, int]
    """The first and the last day that it may be of, as in 20260302."""
    duration: float
    heard: str
    """The name of the encoder that heard it."""
    time: Times
    start: Times
    end: Times
    shot: NDArray[np.int32]
    kept: NDArray[np.bool_]
    packaging: NDArray[np.bool_]
    """Whether the shot of a frame is an intro, credits and the like."""
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class HeldVideo:
    """What an engine holds of one video."""

    stamp: str
    frames: int
    """How many of its frames are kept ones, which can answer."""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class HeldVideos:
    """What an engine holds of a library."""

    version: str = ""
    """What is another when anything of it is."""
    kind: str = ""
    """The kind of its index."""
    server: str = ""
    videos: Mapping[str, HeldVideo] = field(default_factory=dict)
    waiting: int = 0
    """Frames that it finds only in part, for it has not indexed them yet."""

    @property
    def partial(self) -> bool:
        """Whether so many frames wait that answers would be missed: of those, two of three are found at worst."""
        return self.waiting > PARTIAL * sum(video.frames for video in self.videos.values())


@dataclass(frozen=True, slots=True)
class VideoFilters:
    """What videos were chosen by, where an engine can choose by the same; None where it is not asked for."""

    series: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    folders: frozenset[str] | None = None
    days: tuple[int, int] | None = None
    shortest: float | None = None
    longest: float | None = None


@dataclass(frozen=True, slots=True)
class WantedFrames:
    """Which frames may answer: those of some videos, never those of others, and of these no packaging."""

    videos: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    filters: VideoFilters | None = None
    """The same choice of videos in other words, for engines to which so many names are too long."""
    masked: bool = False
    """Whether packaging is left out, save in the videos that are `unmasked`: people decided about their segments."""
    unmasked: tuple[str, ...] = ()
    grouped: bool = False
    """Whether only the nearest frame of each video is wanted."""


@dataclass(frozen=True, slots=True)
class NearFrame:
    """A frame that is probably among the nearest: its video, its row there, its shot, and how near the engine says."""

    video: str
    row: int
    shot: int
    score: float


class SearchEngine(Protocol):
    """Holds the frames of many videos and finds the nearest; whoever asks compares them exactly."""

    def held(self) -> HeldVideos:
        """What is held of the library; quick where that did not change."""

    def put(self, videos: Iterable[EngineVideo]) -> None:
        """Take videos in, each whole and in place of what was held of it; what is interrupted may be repeated."""

    def nearest(self, query: Vectors, top: int, asked: WantedFrames) -> list[NearFrame]:
        """The frames that are probably nearest, best first; fewer than `top` only where there are no more."""

    def drop(self, videos: Collection[str] | None = None) -> None:
        """Forget some videos of the library, or all that is held of it."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What an engine must know to hold a library: whose rows they are, how wide, how many, and what they may take."""

    library: str
    width: int
    rows: Callable[[], int] = lambda: 0
    """How many frames there are; asked where an index is made, for every video is looked at."""
    index: str = "auto"
    memory: float = 8.0
    """GiB that its index may take, by which `auto` chooses its kind."""


ENGINES: Table[SearchEngine] = Table("search engine", "vsearch.engines", {})
"""Engines by the beginning of their address, as in `milvus://HOST:PORT`: all come through entry points, ours too."""
