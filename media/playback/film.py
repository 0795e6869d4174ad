"""A film that is played in segments: what a viewer gets of it, and which stretch of its clock each segment fills."""

import math
from dataclasses import dataclass
from pathlib import Path

from vsearch.media.playback.screen import Canvas
from vsearch.nouns import Span

LENGTH = 2.0
"""Seconds of a segment: long ones keep a viewer waiting who jumps, short ones cost a key frame each."""


@dataclass(frozen=True, slots=True)
class PlayedFilm:
    """One film; where `keys` are given its packets are copied between them, else its pictures are encoded anew."""

    path: Path
    duration: float
    canvas: Canvas
    fps: float
    sound: bool
    keys: tuple[float, ...] = ()
    """When the segments of a copy begin."""

    @property
    def count(self) -> int:
        """How many segments it has."""
        return len(self.keys) or max(1, math.ceil(self.duration / LENGTH - 1e-6))

    def span(self, number: int) -> Span:
        """The stretch that a segment fills."""
        if self.keys:
            return Span(self.keys[number], (*self.keys[1:], max(self.duration, self.keys[-1]))[number])
        return Span(number * LENGTH, max(number * LENGTH, min((number + 1) * LENGTH, self.duration)))

    def playlist(self, query: str = "") -> str:
        """All segments with their lengths, as HLS lists them (RFC 8216); `query` is added to each address."""
        spans = [self.span(number) for number in range(self.count)]
        longest = max(math.ceil(span.length) for span in spans)
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{longest}", "#EXT-X-MEDIA-SEQUENCE:0"]
        lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", f'#EXT-X-MAP:URI="init.mp4{query}"']
        lines += [f"#EXTINF:{span.length:.6f},\n{number}.m4s{query}" for number, span in enumerate(spans)]
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
