"""Write thumbnails for one video or for many: all of them, those without one, or those whose one is out of date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vsearch.errors import UsageWrong, VSearchError
from vsearch.library import Library
from vsearch.library.entry import Entry
from vsearch.nouns import Thumbnail
from vsearch.retrieval.stills import Saved, save_thumbnail
from vsearch.retrieval.thumbnails import thumbnails

WHICH = ("all", "missing", "stale")


@dataclass(frozen=True, slots=True)
class Gallery:
    """What was written, and which videos failed, with the sentence why."""

    written: list[tuple[Thumbnail, list[Saved]]] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def gallery(
    library: Library,
    video: str | None = None,
    *,
    which: str = "",
    folder: Path,
    top: int = 5,
    prompt: str = "",
    aspects: Sequence[str] = (),
    size: int = 1280,
    kind: str = "jpg",
    beside: bool = False,
) -> Gallery:
    """Thumbnails of one video, or of `which` videos; over many, one failure does not stop the rest."""
    if (video is None) == (not which):
        raise UsageWrong("Name one video by its ID, or choose many with --all, --missing or --stale.")
    if which and which not in WHICH:
        raise UsageWrong(f"There are no {which!r} videos. Choose one of: {', '.join(WHICH)}.")
    made = Gallery()
    for entry in [library.find(video)] if video is not None else _many(library, which, folder, beside=beside):
        made.titles[entry.id] = entry.video.title
        try:
            # Beside a video there is room for one picture of each name.
            for item in thumbnails(library, entry.id, top=1 if beside else top, prompt=prompt):
                saved = save_thumbnail(library, item, folder, aspects=aspects, size=size, kind=kind, beside=beside)
                made.written.append((item, saved))
        except VSearchError as error:
            if video is not None:
                raise
            made.failures[entry.id] = str(error)
    return made


def _many(library: Library, which: str, folder: Path, *, beside: bool) -> Iterator[Entry]:
    pins = {made.video: _moment(made.at) for made in library.decisions() if made.kind in ("pin", "unpin")}
    for entry in library.entries():
        there = _written(entry, folder, beside=beside)
        wanted = {"all": True, "missing": not there, "stale": bool(there) and _old(library, entry, there, pins)}
        if wanted[which]:
            yield entry


def _written(entry: Entry, folder: Path, *, beside: bool) -> list[Path]:
    """The thumbnails of a video that lie there."""
    if beside:
        place, names = entry.video.path.parent, (f"{entry.video.path.stem}-thumb.", f"{entry.video.path.stem}-poster.")
        return [path for path in _files(place) if path.name.startswith(names)]
    return [path for path in _files(folder) if f".{entry.id}." in path.name]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def _old(library: Library, entry: Entry, there: Sequence[Path], pins: dict[str, float]) -> bool:
    """Whether the frames, the title, a pin or the tower changed after the oldest of these was written."""
    folder = library.videos / entry.id
    sources = [folder / "frames.parquet", folder / "video.json", library.towers / "current"]
    changed = max(path.stat().st_mtime for path in sources if path.exists())
    return min(path.stat().st_mtime for path in there) < max(changed, pins.get(entry.id, 0.0))


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0
