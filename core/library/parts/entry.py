"""What `video.json` says: the video, its source file, its state, how each part was made, and what proves each part."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryTooNew
from vsearch.escapes import legible
from vsearch.library.storage import files, schema
from vsearch.library.storage.proof import Part
from vsearch.nouns import Video
from vsearch.objects import UrlPath, located
from vsearch.settings import LONGEST

LAYOUT = 2
"""The version of `library.json` and of `video.json`; 1 proved no part."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One video of the library: `made` holds, for each part (frames, words, sound), the settings that made it."""

    video: Video
    status: str = "indexed"
    """"indexed", or "damaged" when some of the file could not be decoded."""
    notes: tuple[str, ...] = ()
    mtime: int = 0
    """The source file's time of change, in nanoseconds."""
    made: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What proves each file of the video; nothing for those that earlier versions wrote."""

    @property
    def id(self) -> str:
        """The video's id."""
        return self.video.id

    def lies(self) -> bool:
        """Whether its file is where it was, or a copy of it."""
        return self.file is not None

    @property
    def file(self) -> Path | None:
        """Where its file lies: where it was indexed, or where a copy of it was."""
        places = (self.video.path, *self.video.copies)
        return next((path for path in places if _lies(path)), None)

    def with_video(self, **changes: Any) -> "Entry":
        """The same entry, its video changed."""
        return replace(self, video=replace(self.video, **changes))

    def with_parts(self, parts: Mapping[str, Part]) -> "Entry":
        """The same entry beside these parts."""
        return replace(self, parts=dict(parts))


def save(entry: Entry, path: Path) -> None:
    """Write an entry as JSON."""
    files.write(path, written(entry))


def written(entry: Entry) -> bytes:
    """An entry as JSON."""
    data = {"layout": LAYOUT, **asdict(entry)}
    return (legible(json.dumps(data, ensure_ascii=False, indent=1, default=_plain)) + "\n").encode()


def load(content: bytes) -> Entry:
    """Read an entry back; ValueError for what is none."""
    if (layout := schema.layout(content)) > LAYOUT:
        raise LibraryTooNew(f"A video was indexed by a newer version (layout {layout}).", "upgrade")
    data = schema.parsed("video.json", content)
    known = {item.name: data[item.name] for item in fields(Entry) if item.name in data}
    told = data.get("parts", {}).items()
    parts = {name: Part(**{item.name: part[item.name] for item in fields(Part)}) for name, part in told}
    return Entry(**{**known, "video": _video(data["video"]), "notes": tuple(data.get("notes", ())), "parts": parts})


def _lies(path: Path) -> bool:
    return path.is_file() if isinstance(path, UrlPath) else os.path.isfile(path)  # noqa: PTH113 - it may be too long


def _video(told: Mapping[str, Any]) -> Video:
    given = {item.name: told[item.name] for item in fields(Video) if item.name in told}
    given |= {"path": located(told["path"]), "copies": tuple(map(located, told.get("copies", ())))}
    # Earlier versions believed every time stamp.
    return Video(**{**given, "tags": tuple(told.get("tags", ())), "duration": min(told["duration"], LONGEST)})


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not belong in video.json.")
