"""What is known of a video besides its pictures: from a manifest, a sidecar, the container, or the file's name."""

import contextlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from vsearch.escapes import legible
from vsearch.indexer.sources.junk import NO_DATES, is_junk


@dataclass(frozen=True, slots=True)
class Description:
    """What somebody wrote about a video; empty where nobody did."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    series: str = ""
    date: str = ""
    thumbnail_time: float | None = None

    def over(self, other: "Description") -> "Description":
        """This one's word where it has one, else the other's."""
        pairs = {item.name: (getattr(self, item.name), getattr(other, item.name)) for item in fields(Description)}
        return Description(
            **{name: theirs if mine in (None, "", ()) else mine for name, (mine, theirs) in pairs.items()}
        )


_NAMES = {
    "title": ("title", "fulltitle"),
    "description": ("description", "synopsis", "comment"),
    "tags": ("tags", "keywords", "categories", "genre"),
    "language": ("language", "lang"),
    "series": ("series", "show", "uploader", "channel", "album", "artist"),
    "date": ("date", "upload_date", "release_date", "creation_time", "year"),
    "thumbnail_time": ("thumbnail_time", "thumbnail"),
}


def read(values: Mapping[str, Any]) -> Description:
    """What a mapping of anybody's making says, under the names that players and downloaders use."""
    low = {str(key).lower(): value for key, value in values.items() if value not in (None, "", [])}
    found = {name: next((low[key] for key in keys if key in low), None) for name, keys in _NAMES.items()}
    words = {name: _text(found[name]) for name in ("title", "description", "language", "series")}
    return Description(
        **words, tags=_tags(found["tags"]), date=_date(found["date"]), thumbnail_time=_time(found["thumbnail_time"])
    )


def sidecar(path: Path) -> Description:
    """What a `.json` or `.info.json` file beside the video says; nothing when it cannot be read as one."""
    for file in (path.with_suffix(".json"), path.with_suffix(".info.json"), path.with_name(path.name + ".json")):
        if file.is_file():
            with contextlib.suppress(OSError, ValueError, RecursionError):
                values = json.loads(file.read_text("utf-8-sig"))
                return read(values) if isinstance(values, dict) else Description()
    return Description()


def described(path: Path, manifest: Description, container: Mapping[str, Any]) -> Description:
    """All that is known: a manifest's word counts before a sidecar's, the container's and the file's name."""
    return manifest.over(sidecar(path)).over(_cleared(read(container))).over(named(path))


def _cleared(about: Description) -> Description:
    """What a container says, without the names of programs, projects and websites: no person wrote them."""
    words = {name: text for name in ("title", "description", "series") if not is_junk(text := getattr(about, name))}
    return Description(
        **words,
        tags=tuple(tag for tag in about.tags if not is_junk(tag)),
        language=about.language,
        date="" if about.date in NO_DATES else about.date,
        thumbnail_time=about.thumbnail_time,
    )


def named(path: Path) -> Description:
    """A title made of the file's name."""
    words = re.sub(r"[_\W]+", " ", re.sub(r"[\[(][^\])]*[\])]", " ", path.stem)).strip()
    return Description(title=words[:1].upper() + words[1:] if words else path.name)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else legible(" ".join(str(value).split()))


def _tags(value: object) -> tuple[str, ...]:
    parts = re.split(r"[,;|]", value) if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    return tuple(dict.fromkeys(text for part in parts if (text := _text(part))))


def _date(value: object) -> str:
    """ISO's year-month-day from the ways in which people write it."""
    match = re.match(r"(\d{4})-?(\d{2})?-?(\d{2})?", _text(value))
    return "-".join(part for part in match.groups() if part) if match else ""


def _time(value: object) -> float | None:
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return seconds if 0 <= seconds < math.inf else None
