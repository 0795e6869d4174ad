"""The files that moments are cut from: each found, or named as missing before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vsearch.errors import TimeOutside, VideoGone
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Span
from vsearch.readers import READERS, Facts

NEAR = 1e-3
"""Seconds by which a remembered edge may miss its frame (a time kept in 32 bits, after two hours)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A video of the library, and where its file, or a copy of it, lies."""

    entry: Entry
    path: Path

    def facts(self) -> Facts:
        """What is known of the file before its pictures are looked at."""
        reader = READERS.make("pyav", path=self.path)
        reader.close()
        return reader.facts


def sources(store: Store, videos: Iterable[str]) -> dict[str, Source]:
    """The sources of videos, by their ids."""
    entries = {video: store.find(video) for video in videos}
    paths = {video: entry.file for video, entry in entries.items()}
    gone = [str(entries[video].video.path) for video, path in paths.items() if path is None]
    if gone:
        raise VideoGone(
            f"Nothing was written: {', '.join(gone)} {'is' if len(gone) == 1 else 'are'} gone. "
            "Put the file back, or index it where it is now."
        )
    return {video: Source(entries[video], path) for video, path in paths.items() if path is not None}


def within(span: Span, duration: float, name: str) -> Span:
    """The part of a span that lies in its video."""
    if span.start > duration - NEAR or span.end < 0:
        raise TimeOutside(f"{name} has nothing at {span.start:.2f} seconds. It is {duration:.2f} seconds long.")
    start = max(0.0, span.start)
    return Span(start, min(max(span.end, start), duration))
