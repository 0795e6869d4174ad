"""The nouns of the system: frozen values that cannot be built wrong; times are seconds from the first frame."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One row per thing, each of unit length."""

Pixels = NDArray[np.uint8]
"""Height, width, red-green-blue; or a batch of these."""

Times = NDArray[np.float64]
"""Seconds from a stream's first frame, ascending."""


def _check(right: bool, sentence: str) -> None:
    if not right:
        raise ValueError(sentence)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, [start, end)."""

    start: float
    end: float

    def __post_init__(self) -> None:
        right = math.isfinite(self.start) and math.isfinite(self.end) and self.start <= self.end
        _check(right, f"A span runs from a start to an end, not from {self.start} to {self.end}.")

    @property
    def length(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start

    def overlap(self, other: "Span") -> float:
        """Seconds that both spans share."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Video:
    """One film: its content (id, fingerprint), where it lies, and what is known about it."""

    id: str
    path: Path
    title: str
    duration: float
    width: int
    height: int
    fingerprint: str
    description: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    series: str = ""
    date: str = ""
    fps: float = 0.0
    size: int = 0
    copies: tuple[Path, ...] = ()
    thumbnail_time: float | None = None

    def __post_init__(self) -> None:
        _check(bool(self.id), "A video needs an id.")
        _check(self.duration >= 0, f"A video cannot last {self.duration} seconds.")
        _check(self.width >= 0 and self.height >= 0, f"A video cannot measure {self.width}x{self.height}.")


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture at its exact presentation time, in the sizes that were asked for; never stored."""

    time: float
    pixels: tuple[Pixels, ...]

    def __post_init__(self) -> None:
        _check(len(self.pixels) > 0, "A frame needs at least one picture.")
        _check(all(p.ndim == 3 and p.shape[2] == 3 for p in self.pixels), "A frame's pictures are height x width x 3.")


@dataclass(frozen=True, slots=True)
class Shot:
    """What lies between two cuts; `fade` marks a gradual transition at its start."""

    span: Span
    fade: float = 0.0


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One row of a video's frame table; while `row` is not -1, it is that row of the video's index."""

    row: int
    time: float
    shot: int
    kept: bool
    reason: str
    span: Span
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, its sides as shares of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        right = 0 <= self.left <= self.right <= 1 and 0 <= self.top <= self.bottom <= 1
        _check(right, f"A box lies within its picture, not at {self.left}, {self.top}, {self.right}, {self.bottom}.")

    @property
    def height(self) -> float:
        """Its share of the picture's height."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Its share of the picture's width."""
        return self.right - self.left

    @property
    def area(self) -> float:
        """Its share of the picture."""
        return self.width * self.height

    def meets(self, other: "Box") -> float:
        """What both share, of what both cover together."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        shared = max(wide, 0.0) * max(high, 0.0)
        return shared / max(self.area + other.area - shared, 1e-9)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said (or written on the screen), when, and how it is known."""

    span: Span
    text: str
    source: str
    language: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.text.strip()), "An utterance says something.")


@dataclass(frozen=True, slots=True)
class ScreenText:
    """A line that stands on the screen: when, where, what kind of writing it is, and how sure its reader was."""

    span: Span
    text: str
    box: Box
    confidence: float
    kind: str = "text"

    KINDS: ClassVar[tuple[str, ...]] = ("title", "subtitle", "credits", "ticker", "clock", "logo", "text")

    def __post_init__(self) -> None:
        _check(bool(self.text.strip()), "A line on the screen says something.")
        _check(self.kind in self.KINDS, f"Writing is no {self.kind!r}, but one of: {', '.join(self.KINDS)}.")


@dataclass(frozen=True, slots=True)
class Movement:
    """How the camera moves through a stretch of one shot, which way, and how lively it is before it."""

    span: Span
    kind: str
    direction: str = ""
    speed: float = 0.0
    """Heights of the picture a second; of a zoom, the growth's logarithm a second."""
    action: float = 0.0
    """How much moves against the camera, and how fast, in [0, 1]."""

    LIVELY: ClassVar[float] = 0.4
    """From here on it is an action: somebody or something moves that one looks at."""
    KINDS: ClassVar[tuple[str, ...]] = ("static", "pan", "tilt", "zoom", "shake", "handheld")

    def __post_init__(self) -> None:
        _check(self.kind in self.KINDS, f"A camera does not {self.kind!r}, but one of: {', '.join(self.KINDS)}.")
        _check(0 <= self.action <= 1, f"Action lies between 0 and 1, not at {self.action}.")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a video that answers a query, and why."""

    video: str
    span: Span
    score: float
    because: Mapping[str, float] = field(default_factory=dict)
    best: float = 0.0
    said: str = ""
    match: str = ""
    """"exact" where the words stand there as they were asked, "good" from the threshold on, "weak" below it, and ""
    where nothing is known by which a score could be called good."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A frame that could stand for its video, and why."""

    video: str
    time: float
    score: float
    because: Mapping[str, float] = field(default_factory=dict)
    path: Path | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of packaging around what a video is about, how probable it is, and why."""

    kind: str
    span: Span
    score: float
    because: Mapping[str, float] = field(default_factory=dict)
    sure: bool = True
    """False for a suggestion, which nothing is masked by."""

    KINDS: ClassVar[tuple[str, ...]] = ("ident", "recap", "intro", "repeated", "credits")

    def __post_init__(self) -> None:
        _check(self.kind in self.KINDS, f"A segment is no {self.kind!r}, but one of: {', '.join(self.KINDS)}.")


@dataclass(frozen=True, slots=True)
class Tag:
    """A word for a video, how probable it is, and the neighbours that voted for it."""

    name: str
    score: float
    evidence: tuple[str, ...] = ()
    sure: bool = True
