"""Decide what each found file needs: nothing, a new path, some of its parts again, or everything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from vsearch.errors import VSearchError
from vsearch.indexer.motion.vectors import here
from vsearch.indexer.sources import identity
from vsearch.indexer.sources.discover import FoundFile
from vsearch.indexer.transcribers import at_hand
from vsearch.indexer.words.sidecars import SUFFIXES
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.motion import VERSION as MEASURES
from vsearch.readers import pictures_like
from vsearch.screen import installed
from vsearch.settings import LONGEST, IndexSettings


@dataclass(frozen=True, slots=True)
class Task:
    """What one file needs; `entry` is what the library already holds of its content."""

    found: FoundFile
    main: Path
    """Where the film lies that is read: another place than the one found, for a copy."""
    id: str
    fingerprint: str
    kind: str
    """"new", "changed" (the file was overwritten), "again", "moved", "copy" or "unchanged"."""
    parts: frozenset[str] = frozenset()
    """Which of "frames", "select", "sound", "words", "screen" and "motion" are to be made."""
    entry: Entry | None = None
    replaces: str = ""
    """The id of another film that lay at the found path before."""


class RunPlan:
    """The library as it is, and what each file means against it; it learns of the videos that a run adds."""

    def __init__(self, store: Store, settings: IndexSettings) -> None:
        self._store = store
        self._settings = settings
        self._entries = {entry.id: entry for entry in store.entries()}
        self._paths = {path: entry for entry in self._entries.values() for path in _places(entry)}
        self._pending: dict[str, Path] = {}
        self._subtitles: dict[Path, Mapping[str, list[Path]]] = {}

    def task(self, found: FoundFile) -> Task:
        """What this file needs; an unreadable one raises its error."""
        known = self._paths.get(found.path)
        if known is not None and _untouched(found.path, known):
            return self._held(found, known, known)
        sampled = self._by_content(found, identity.fingerprint(found.path), known)
        return sampled or self._distinct(found, identity.whole(found.path), known)

    def latest(self, task: Task) -> Task:
        """The same task beside what its run has learnt since."""
        return replace(task, entry=self._entries.get(task.id, task.entry)) if task.entry else task

    def elsewhere(self, task: Task) -> Entry | None:
        """The entry, without this path, of the film that lay there before; None when it lies nowhere else."""
        entry = self._entries.get(task.replaces)
        if entry is None or task.found.path not in _places(entry):
            return entry
        others = [place for place in _places(entry) if place != task.found.path]
        for number, main in enumerate(others, 1):
            if _holds(main, entry):
                found = entry.with_video(path=main, copies=tuple(others[number:]))
                return replace(found, mtime=main.stat().st_mtime_ns)
        return None

    def learn(self, entry: Entry) -> None:
        """A video was added or changed."""
        self.drop(entry.id)
        self._entries[entry.id] = entry
        self._pending.pop(entry.id, None)
        self._paths |= dict.fromkeys(_places(entry), entry)

    def drop(self, id: str) -> None:
        """A video is in the library no more."""
        entry = self._entries.pop(id, None)
        for place in _places(entry) if entry else ():
            if self._paths.get(place) is entry:
                del self._paths[place]

    def forget(self, task: Task) -> None:
        """A video that was to be made will not be."""
        self._pending.pop(task.id, None)

    def renew(self, id: str) -> bool:
        """Learn of a video that another run may have added since; whether it has."""
        with suppress(VSearchError, OSError):
            self.learn(self._store.shelf(id).entry())
            return True
        return False

    def wanted(self, path: Path) -> dict[str, dict[str, Any]]:
        """For each part, the settings that decide it: a part made with others is made again."""
        settings = self._settings
        reader = pictures_like(settings.reader)
        parts: dict[str, dict[str, Any]] = {
            "frames": {**asdict(settings.sampling), "reader": reader, "encoder": self._store.encoder},
            "select": asdict(settings.quality),
        }
        if settings.sound != "none":
            parts["sound"] = {"encoder": settings.sound, "track": settings.track}
        if settings.words:
            words = {"transcriber": settings.transcriber, "texts": settings.texts, "language": settings.language}
            parts["words"] = {**words, "beside": self._beside(path)}
        if settings.screen and self._reads:
            parts["screen"] = {"reader": settings.text_reader}
        if settings.motion:
            parts["motion"] = {"encoder": settings.motion_encoder, "measures": MEASURES}
        return parts

    def _beside(self, path: Path) -> list[list[str | int]]:
        """Names and times of change of the subtitles that lie beside a video."""
        if path.parent not in self._subtitles:
            self._subtitles[path.parent] = _subtitles(path.parent)
        mine = self._subtitles[path.parent].get(path.stem, ())
        return [[item.name, item.stat().st_mtime_ns] for item in mine if item.exists()]

    @cached_property
    def _transcribes(self) -> bool:
        """Whether a transcriber that was missing once could work now."""
        return at_hand(self._settings.transcriber)

    @cached_property
    def _reads(self) -> bool:
        """Whether the text reader could work; where it could not, a library stays as it is."""
        return installed(self._settings.text_reader)

    @cached_property
    def _encodes(self) -> bool:
        """Whether a motion encoder that was missing once could work now."""
        return here(self._settings.motion_encoder)

    def _by_content(self, found: FoundFile, print_: str, known: Entry | None) -> Task | None:
        """The task of a file with this fingerprint; None when another film has the same."""
        id = identity.named(print_)
        entry, path = self._entries.get(id), found.path
        if entry is None and id not in self._pending:
            return self._distinct(found, print_, known)
        first = _lies(entry) if entry else self._pending[id]
        settled = entry is not None and path in _places(entry)
        if not settled and first and identity.whole(first) != identity.whole(path):
            return None
        return self._held(found, entry, known) if entry else Task(found, path, id, print_, "copy")

    def _distinct(self, found: FoundFile, print_: str, known: Entry | None) -> Task:
        """The task of a file whose content is known under this fingerprint alone, if at all."""
        id = identity.named(print_)
        if id in self._entries:
            return self._held(found, self._entries[id], known)
        self._pending[id] = found.path
        kind, old = ("changed", known.id) if known else ("new", "")
        parts = frozenset(self.wanted(found.path))
        return Task(found, found.path, id, print_, kind, parts, replaces=old)

    def _held(self, found: FoundFile, entry: Entry, known: Entry | None) -> Task:
        """The task of a file whose content the library holds already."""
        main = _lies(entry) or found.path
        wanted = self.wanted(main)
        parts = {part for part, made in wanted.items() if not _serves(entry.made.get(part), made)}
        if entry.made.get("words", {}).get("missing") and "words" in wanted and self._transcribes:
            parts.add("words")
        if entry.made.get("screen", {}).get("missing") and "screen" in wanted and self._reads:
            parts.add("screen")
        if entry.made.get("motion", {}).get("missing") and "motion" in wanted and self._encodes:
            parts.add("motion")
        parts |= self._store.shelf(entry.id).flaws(entry) & wanted.keys()
        if entry.video.duration >= LONGEST:  # an earlier version believed a false time stamp
            parts |= {"frames", "select"}
        kind = "again" if parts else "unchanged"
        if main != entry.video.path:
            kind = "moved"
        elif found.path not in _places(entry):
            kind = "copy"
        old = known.id if known and known.id != entry.id else ""
        return Task(found, main, entry.id, entry.video.fingerprint, kind, frozenset(parts), entry, old)


def _subtitles(folder: Path) -> Mapping[str, list[Path]]:
    """The subtitles of a folder by the names that their videos may have: `film.ru.srt` is of `film` or `film.ru`."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    with suppress(OSError):
        for item in sorted(item for item in folder.iterdir() if item.suffix.lower() in SUFFIXES):
            words = item.name.split(".")
            for count in range(1, len(words)):
                found[".".join(words[:count])].append(item)
    return found


def _places(entry: Entry) -> Iterable[Path]:
    return (entry.video.path, *entry.video.copies)


def _lies(entry: Entry) -> Path | None:
    """The first place that still holds a film."""
    return next((place for place in _places(entry) if _holds(place, entry)), None)


def _holds(path: Path, entry: Entry) -> bool:
    if _untouched(path, entry):
        return True
    with suppress(VSearchError, OSError):
        same = path.stat().st_size == entry.video.size
        return same and any(entry.video.fingerprint == of(path) for of in (identity.fingerprint, identity.whole))
    return False


def _untouched(path: Path, entry: Entry) -> bool:
    try:
        about = path.stat()
    except OSError:
        return False
    return path == entry.video.path and about.st_size == entry.video.size and about.st_mtime_ns == entry.mtime


def _serves(made: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    return made is not None and all(made.get(name) == value for name, value in wanted.items())
