"""Write segments as files: into a folder, or beside each film, where its player looks for them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from vsearch.errors import OutputRefused, UsageWrong, VideoGone
from vsearch.library.storage import files
from vsearch.media.segments import SEGMENT_EXPORTS
from vsearch.media.segments.chapters import chapters
from vsearch.media.segments.markers import foreign
from vsearch.media.segments.remux import chaptered
from vsearch.nouns import Segment, Video

Told = Sequence[tuple[Video, Sequence[Segment]]]
"""Films with their segments."""


def write(told: Told, formats: Sequence[str], folder: Path | None, *, beside: bool) -> list[Path]:
    """One file a film and format; a film in which nothing is sure gets none."""
    made = [SEGMENT_EXPORTS.make(name) for name in formats]
    if beside and folder is not None:
        raise UsageWrong("Files are written beside the films or into a folder, not both.")
    written: list[Path] = []
    for video, segments in _sure(told):
        if beside and not video.path.exists():
            raise VideoGone(f"{video.path} is not there any more.", "back-or-not-beside")
        place = video.path.parent if beside else folder or Path()
        for export in made:
            path = place / f"{video.path.stem}{export.suffix}"
            if path in written:
                raise OutputRefused(f"Two films would write {path}.", "other-output")
            if beside and foreign(path):
                raise OutputRefused(f"{path} is there already, and is of another program.", "away-or-not-beside")
            files.write(path, export.text(video, segments))
            written.append(path)
    return written


def copies(told: Told, folder: Path) -> list[Path]:
    """A copy of each film in a folder, with chapters inside."""
    found = []
    for video, segments in _sure(told):
        if not video.path.exists():
            raise VideoGone(f"{video.path} is not there any more.", "put-back", id=video.id)
        found.append(chaptered(video.path, chapters(segments, video.duration), folder))
    return found


def _sure(told: Told) -> Iterator[tuple[Video, list[Segment]]]:
    for video, segments in told:
        if own := [one for one in segments if one.sure]:
            yield video, own
