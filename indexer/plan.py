"""Decide what each found file needs: nothing, a new path, some of its parts again, or everything."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryError
from vsearch.indexer import identity
from vsearch.indexer.discover import Found
from vsearch.library import Library
from vsearch.library.entry import Entry
from vsearch.settings import IndexSettings

PARTS = ("frames", "sound", "words")


@dataclass(frozen=True, slots=True)
class Task:
    """What one file needs; `entry` is what the library already holds of it."""

    found: Found
    id: str
    fingerprint: str
    kind: str
    """"new", "changed", "again", "unchanged", "moved", "copy"."""
    parts: tuple[str, ...] = ()
    """Which of "frames", "select", "sound" and "words" are to be made."""
    entry: Entry | None = None


def wanted(settings: IndexSettings, encoder: str) -> dict[str, dict[str, Any]]:
    """The settings that decide each part: a part made with others is made again."""
    sampling = {"sampling": asdict(settings.sampling), "reader": settings.reader, "encoder": encoder}
    quality = {"quality": asdict(settings.quality)}
    sound = {"encoder": settings.sound, "track": settings.track}
    words = {"transcriber": settings.transcriber, "texts": settings.texts, "language": settings.language}
    return {"frames": sampling, "select": quality, "sound": sound, "words": words}


class Plan:
    """The library as it is now, and which task each file means against it."""

    def __init__(self, library: Library, settings: IndexSettings) -> None:
        self._library = library
        self._wanted = wanted(settings, library.encoder)
        self._entries = {entry.id: entry for entry in library.entries()}
        self._paths = {path: entry for entry in self._entries.values() for path in _places(entry)}

    def tasks(self, found: Iterable[Found]) -> Iterator[Task]:
        """A task per file; one that cannot be read raises its error when it is opened later."""
        for item in found:
            yield self.task(item)

    def task(self, found: Found) -> Task:
        """What this file needs."""
        known = self._paths.get(found.path)
        if known is not None and _untouched(found.path, known):
            return self._renewed(found, known, "unchanged")
        print_ = identity.fingerprint(found.path)
        id = identity.named(print_)
        entry = self._entries.get(id)
        if entry is None:
            return self._noted(Task(found, id, print_, "changed" if known else "new", self._missing(None), known))
        return self._known(found, entry, print_)

    def _known(self, found: Found, entry: Entry, print_: str) -> Task:
        """A file whose samples agree with those of a video that the library holds."""
        old = entry.video.path
        if found.path == old:
            return self._renewed(found, entry, "unchanged")
        if not old.exists():
            return self._renewed(found, entry, "moved")
        if identity.whole(old) == identity.whole(found.path):
            return self._renewed(found, entry, "copy")
        print_ = identity.whole(found.path)
        id = identity.named(print_)
        twin = self._entries.get(id)
        if twin is not None:
            return self._renewed(found, twin, "unchanged" if found.path in _places(twin) else "moved")
        return self._noted(Task(found, id, print_, "new", self._missing(None)))

    def _renewed(self, found: Found, entry: Entry, kind: str) -> Task:
        parts = self._missing(entry)
        if parts and kind == "unchanged":
            kind = "again"
        return Task(found, entry.id, entry.video.fingerprint, kind, parts, entry)

    def _noted(self, task: Task) -> Task:
        """Remember a new video, so that its copy in the same run is seen as one."""
        return task

    def _missing(self, entry: Entry | None) -> tuple[str, ...]:
        if entry is None or not self._whole(entry.id):
            return PARTS
        return tuple(part for part, made in self._wanted.items() if not _serves(entry.made.get(part), made))

    def _whole(self, id: str) -> bool:
        shelf = self._library.shelf(id)
        return all((shelf.folder / name).stat().st_size for name in ("frames.parquet", "vectors.faiss") if True)
