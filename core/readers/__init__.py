"""Readers: a video in, exact times and pictures out, behind one protocol and one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.nouns import Frame, Times
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class Facts:
    """What a container says of itself, right side up: `width` and `height` are as shown on a screen."""

    width: int
    height: int
    duration: float
    fps: float
    codec: str
    container: str = ""
    rotation: int = 0
    hdr: str = ""
    interlaced: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[int, str, str], ...] = ()
    """Sound streams: index in the container, codec, language."""
    subtitles: tuple[tuple[int, str, str], ...] = ()
    """Subtitle streams: index in the container, codec, language."""


@dataclass(frozen=True, slots=True)
class Size:
    """A picture asked for: `fit` is "crop" (fill, cut what stands over), "squash" (ignore the shape) or "inside" (keep all)."""

    width: int
    height: int
    fit: str = "crop"


class Reader(Protocol):
    """One opened video."""

    @property
    def facts(self) -> Facts:
        """What the container says."""

    def times(self) -> Times:
        """The presentation time of every frame, ascending, the first at 0, without decoding any."""

    def frames(self, times: Times, sizes: Sequence[Size]) -> Iterator[Frame]:
        """The frames shown at `times` (exact members of `times()`), each in all `sizes`; damaged ones are left out."""

    def close(self) -> None:
        """Let go of the file."""
