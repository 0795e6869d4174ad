"""Write thumbnails for one video or for many: all of them, those without one, or those whose one is out of date."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from vsearch.errors import UsageWrong, VSearchError
from vsearch.executors import Finished, one_each
from vsearch.library import pictures
from vsearch.library.catalog.verdicts import moment
from vsearch.library.parts.entry import Entry
from vsearch.media.stills.stills import DrawnThumbnail, Saved, besides, draw_thumbnail, purpose, shapes, write_drawn
from vsearch.nouns import Moment, Span, Thumbnail
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.choose import thumbnails

WHICH = ("all", "missing", "stale")


@dataclass(frozen=True, slots=True)
class Gallery:
    """What was written, and which videos failed, with the error why."""

    written: list[tuple[Thumbnail, list[Saved]]] = field(default_factory=list)
    failures: dict[str, VSearchError] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    superseded: list[Path] = field(default_factory=list)
    """Files of earlier runs in the same folder, made for the same as this run's, which it did not write again."""

    @property
    def moments(self) -> list[Moment]:
        """The candidates as moments without length, but for pictures that were pinned."""
        shown = [item for item, _ in self.written if item.path is None]
        return [Moment(t.video, Span(t.time, t.time), t.score, t.because, t.time, match="") for t in shown]


def gallery(
    library: Library,
    *videos: str,
    which: str = "",
    folder: Path,
    top: int = 5,
    prompt: str = "",
    text: bool | None = None,
    aspects: Sequence[str] = (),
    size: int = 1280,
    kind: str = "jpg",
    beside: bool = False,
    clean: bool = False,
    with_segments: bool = False,
) -> Gallery:
    """Thumbnails of some videos, or of `which` videos; over several, one failure does not stop the rest.

    With `clean`, files in the folder that an earlier run made for the same (these videos, prompt, size, shapes and
    format) are deleted, unless they are written again.
    """
    if bool(videos) == bool(which):
        raise UsageWrong("It is not said which videos want thumbnails.", "which-thumbnails")
    if which and which not in WHICH:
        raise UsageWrong(f"There are no {which!r} videos. Choose one of: {', '.join(WHICH)}.")
    shapes(aspects, size=size, kind=kind, beside=beside)  # what no video can be given is said once
    made = Gallery()
    named = {entry.id: entry for entry in map(library.find, videos)}.values()
    asked = _Asked(
        folder, 1 if beside else top, prompt, text, tuple(aspects), size, kind, beside, with_segments
    )  # beside a video there is room for one picture of each name

    def chosen() -> Iterable[Entry]:
        return _many(library, which, folder, beside=beside) if which else named

    def pieces() -> Iterator[tuple[str, _Asked]]:
        for entry in chosen():
            made.titles[entry.id] = entry.video.title
            yield entry.id, asked

    for one in library.executor.run(_drawn, library, pieces(), ordered=True, places=_places(library, chosen)):
        error = _write(library, one, folder, made)
        if error and len(videos) == 1:
            raise error
        if error:
            made.failures[one.piece[0]] = error
    if not beside:
        made.superseded.extend(_superseded(made, folder))
    for path in made.superseded if clean else ():
        path.unlink(missing_ok=True)
    return made


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is wanted of each video."""

    folder: Path
    top: int
    prompt: str
    text: bool | None
    aspects: tuple[str, ...]
    size: int
    kind: str
    beside: bool
    with_segments: bool


_Drawing = tuple[list[tuple[Thumbnail, list[DrawnThumbnail]]], VSearchError | None]
"""The thumbnails of a video with their files, which are not written yet, and why there are no more."""


def _drawn(library: Library, piece: tuple[str, _Asked]) -> _Drawing:
    """Choose the frames of a video, and draw the pictures of as many as can be read."""
    (id, asked), found = piece, []
    try:
        best = thumbnails(
            library, id, top=asked.top, prompt=asked.prompt, text=asked.text, with_segments=asked.with_segments
        )
        for item in best:
            drawn = draw_thumbnail(
                library.store, item, asked.folder,
                aspects=asked.aspects, size=asked.size, kind=asked.kind, beside=asked.beside, prompt=asked.prompt,
            )  # fmt: skip
            found.append((item, drawn))
    except VSearchError as error:
        return found, error
    return found, None


def _write(
    library: Library, one: Finished[tuple[str, _Asked], _Drawing], folder: Path, made: Gallery
) -> VSearchError | None:
    """Write the pictures of a video; why not all of them."""
    drawing, error = one.value or ([], one.error)
    try:
        for item, drawn in drawing:
            saved = [write_drawn(file, folder, beside=one.piece[1].beside) for file in drawn]
            if item.path is not None:  # a picture of one's own lies in the copy of whoever drew it
                item = replace(item, path=pictures.path(library.store, item.path.name))
            made.written.append((item, saved))
    except VSearchError as refused:
        return refused
    return error


def _places(library: Library, entries: Callable[[], Iterable[Entry]]) -> Iterator[Path]:
    """What must be seen by whoever draws."""
    yield library.store.facts_file
    yield from one_each(entry.video.path for entry in entries())


def _superseded(made: Gallery, folder: Path) -> Iterator[Path]:
    """Thumbnails that earlier runs left in the folder, of the videos and for the purposes of those written now."""
    written = {one.path for _, saved in made.written for one in saved}
    there = _names(folder) - {path.name for path in written}
    ids, purposes = {item.video for item, _ in made.written}, {purpose(path) for path in written}
    named = (folder / name for name in sorted(there) if ids & {*name.split(".")[1:]})
    return (path for path in named if (told := purpose(path)) and told in purposes)


def _many(library: Library, which: str, folder: Path, *, beside: bool) -> Iterator[Entry]:
    if which == "all":
        yield from library.entries()
        return
    made = library.decisions()
    pins = {one.video: _moment(one.at) for one in made if one.kind in ("pin", "unpin", "choose")}
    tower = max((_moment(one.at) for one in made if one.kind == "promote"), default=0.0)
    written = _beside() if beside else _inside(folder)
    for entry in library.entries():
        there = written(entry)
        # Stale is what the video, its pin or the tower changed after.
        wanted = (
            not there
            if which == "missing"
            else bool(there) and _newest(there) < max(_moment(entry.at), pins.get(entry.id, 0.0), tower)
        )
        if wanted:
            yield entry


def _inside(folder: Path) -> Callable[[Entry], list[Path]]:
    """Tells the thumbnails of a video that lie in a folder, which is listed once."""
    found: dict[str, list[Path]] = defaultdict(list)
    for name in _names(folder):
        for part in set(name.split(".")[1:]):  # one of them is the id
            found[part].append(folder / name)
    return lambda entry: found.get(entry.id, [])


def _beside() -> Callable[[Entry], list[Path]]:
    """Tells the thumbnails of a video that lie beside it; a folder is listed once for all of its videos."""
    names = cache(_names)
    return lambda entry: [path for path in besides(entry) if path.name in names(path.parent)]


def _names(folder: Path) -> set[str]:
    """The names in a folder, without what a kill left half written."""
    return {path.name for path in folder.iterdir() if path.suffix != ".part"} if folder.is_dir() else set()


def _newest(paths: Iterable[Path]) -> float:
    """When the newest was written: older ones may be there for good, of frames chosen no more, or in other shapes."""
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)


def _moment(text: str) -> float:
    told = moment(text)
    return told.timestamp() if told else 0.0
