"""Segments that were made, kept on disk up to a bound: the oldest go, and all of them can be made again."""

from pathlib import Path

from vsearch.library.storage.derived import Derived
from vsearch.media.playback.encoding import Segment

MOST = 1 << 30
"""Bytes: an hour or two of film."""
_ROOM = "segments"


class SegmentCache:
    """Segments by the key of their film and their number; a folder that cannot be written to keeps none."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._kept = Derived(folder, most)

    def read(self, key: str, number: int) -> Segment | None:
        """A segment, whole and proven, if it is kept."""
        content = self._kept.read(_name(key, number))
        if content is None:
            return None
        note, _, segment = content.partition(b"\0")
        return segment, note.decode()

    def write(self, key: str, number: int, segment: Segment) -> None:
        """Keep a segment."""
        self._kept.write(_name(key, number), segment[1].encode() + b"\0" + segment[0])

    def has(self, key: str, number: int) -> bool:
        """Whether a segment is kept."""
        return self._kept.folder(_name(key, number)).exists()


def _name(key: str, number: int) -> str:
    return f"{_ROOM}/{key}-{number}"
