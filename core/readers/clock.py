"""The clock of a video: zero is its first picture that can be shown, and sound, subtitles and exports count from it."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from vsearch.readers.packets import Packets, opening
from vsearch.readers.packets.feed import fed
from vsearch.readers.source import source, translated

_MICROSECONDS = 1_000_000
"""In which containers tell their own times."""


@dataclass(frozen=True, slots=True)
class MediaClock:
    """Turns the time stamps of a container's streams into seconds from its first picture, and back."""

    zero: float = 0.0
    """When the first picture is shown, in seconds of the container's own clock."""

    @classmethod
    def of(cls, path: Path) -> "MediaClock":
        """The clock of a file, from its first packets."""
        container, stream = source(path)
        try:
            with translated(path):
                return cls(first(container, stream)[1].zero)
        finally:
            container.close()

    def seconds(self, told: float) -> float:
        """Seconds from the first picture, from those that a container tells."""
        return told - self.zero

    def stamp(self, seconds: float, tick: Fraction) -> int:
        """The stamp, in a stream that ticks so, of a moment of the video."""
        return round((seconds + self.zero) / tick)


def first(container: Any, stream: Any) -> tuple[list[Any], Packets]:
    """The first packets of a freshly opened stream, and their table, in which the first picture is truly shown.

    A stream that was cut in the middle of a group of pictures is decoded as far as its first picture: packets do not
    tell how many a decoder leaves out before it has all that it needs.
    """
    group, rows = opening(container, stream)
    if begins(rows):
        return group, rows
    start = int(rows.gops[0]) if len(rows.gops) else 0
    frame = next(fed(stream.codec_context, group[start:], None), None)
    stream.codec_context.flush_buffers()
    return group, rows if frame is None or frame.pts is None else rows.since(frame.pts)


def begins(rows: Packets) -> bool:
    """Whether a table begins where decoding can begin."""
    return bool(rows.key[:1].all())


def begin(container: Any) -> float:
    """When the first of all streams begins, in seconds of the container's own clock: players count from there."""
    return float(container.start_time or 0) / _MICROSECONDS


def rewind(container: Any) -> None:
    """Go to where a container begins, as far as it can."""
    container.seek(container.start_time or 0)
