"""What each kind of job does, in a process of its own: a request in, one file out, or videos in the library."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from vsearch.cures import Note, cure
from vsearch.errors import UsageWrong
from vsearch.filenames import safe
from vsearch.library.storage import files
from vsearch.nouns import Moment, Span
from vsearch.retrieval.library import Library
from vsearch.web.http.cures import WEB

Tell = Callable[[Mapping[str, Any]], None]
"""Says how far a job is: `progress`, and `now`."""


@dataclass(frozen=True, slots=True)
class Made:
    """The file that a job made, and what is to be said of it."""

    file: Path | None = None
    notes: tuple[str, ...] = ()


def clip(library: Library, asked: Mapping[str, Any], folder: Path, tell: Tell) -> Made:
    """One moment as a film of its own."""
    from vsearch.media.clips.clips import clips

    moments = [_moment(asked)]
    upright, copy = bool(asked.get("vertical")), bool(asked.get("copy"))
    [made] = clips(library.store, moments, folder, copy=copy, vertical=upright, watch=_watch(tell))
    return Made(made.path)


def reel(library: Library, asked: Mapping[str, Any], folder: Path, tell: Tell) -> Made:
    """Moments joined in their order."""
    from vsearch.media.clips.reel import joined

    moments = _moments(library, asked)
    path = folder / f"{safe(asked['name'])}.mp4"
    joined(library.store, moments, path, vertical=bool(asked.get("vertical")), watch=_watch(tell))
    return Made(path)


def vertical(library: Library, asked: Mapping[str, Any], folder: Path, tell: Tell) -> Made:
    """A reel in 9:16."""
    return reel(library, {**asked, "vertical": True}, folder, tell)


def export(library: Library, asked: Mapping[str, Any], folder: Path, _tell: Tell) -> Made:
    """Moments as a list of cuts for other programs."""
    from vsearch.media.exports import export as written

    path = folder / f"{safe(asked['name'])}.{asked['format']}"
    return Made(written(library.store, _moments(library, asked), path, title=asked["name"]))


def thumbnails(library: Library, asked: Mapping[str, Any], folder: Path, tell: Tell) -> Made:
    """The thumbnails of videos, in one archive."""
    notes, count = list[str](), len(asked["videos"])
    made: list[Path] = []
    for number, video in enumerate(asked["videos"]):
        found = library.save_thumbnails(
            video, folder=folder / "pictures", top=asked["top"], aspects=asked["aspects"], size=asked["size"],
            kind=asked["format"], with_segments=bool(asked.get("with_segments")),
        )  # fmt: skip
        made += [saved.path for _, some in found.written for saved in some]
        notes += [error.what for error in found.failures.values()]
        tell({"progress": (number + 1) / count})
    if not made:
        raise UsageWrong(notes[0] if notes else "No thumbnail could be made.")
    path = folder / "thumbnails.zip"
    with files.written(path) as part, ZipFile(part, "w", ZIP_STORED) as archive:
        for picture in dict.fromkeys(made):
            archive.write(picture, picture.name)
    files.delete(folder / "pictures")
    return Made(path, tuple(notes))


def index(library: Library, asked: Mapping[str, Any], _folder: Path, tell: Tell) -> Made:
    """The videos below a folder, read into the library; what lies elsewhere, behind a link, is left out."""
    from vsearch.indexer.run.index import index as indexed
    from vsearch.indexer.run.outcome import Begun, Outcome, VideoProgress
    from vsearch.indexer.sources.discover import FoundFile, discover

    root, store = Path(asked["root"]), Path(library.store.location)
    found = [one.path for one in discover([asked["place"]], store) if isinstance(one, FoundFile)]
    inside = [path for path in found if path.resolve().is_relative_to(root)]
    counts, notes, outside = Counter[str](), list[str](), len(found) - len(inside)

    def watch(event: Begun | VideoProgress | Outcome | Note) -> None:
        if isinstance(event, VideoProgress):
            tell({"now": event.path.name})
        elif isinstance(event, Outcome):
            counts[event.status] += 1
            if event.reason:
                notes.append(f"{event.path.name}: {event.reason} {cure(event.code, event.facts, WEB)}".strip())
            tell({"progress": counts.total() / len(inside), "now": event.path.name})
        elif isinstance(event, Note):
            notes.append(event.what)

    if inside:
        indexed(inside, store=store, watch=watch)
    told = ", ".join(f"{count} {status}" for status, count in counts.most_common()) or "There is no video there"
    left = f" {outside} files lie elsewhere, behind a link, and are left out." if outside else ""
    return Made(None, (f"{told}.{left}", *notes[:100]))


KINDS: Mapping[str, Callable[[Library, Mapping[str, Any], Path, Tell], Made]] = {
    "index": index, "clip": clip, "reel": reel, "vertical": vertical, "export": export, "thumbnails": thumbnails,
}  # fmt: skip
"""What does the work of each kind."""


def _moments(library: Library, asked: Mapping[str, Any]) -> list[Moment]:
    """What is asked for, without its packaging where that is wanted."""
    moments = [_moment(one) for one in asked["moments"]]
    return library.unpackaged(moments) if asked.get("without_segments") else moments


def _moment(told: Mapping[str, Any]) -> Moment:
    return Moment(told["video"], Span(told["start"], told["end"]), 0.0, best=told["start"], said=told.get("note", ""))


def _watch(tell: Tell) -> Callable[[float], None]:
    return lambda share: tell({"progress": share})
