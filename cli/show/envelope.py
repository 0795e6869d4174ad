"""The envelope: the one form of JSON in which every command answers programs, as docs/commands.md describes it."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from vsearch.cli.cures import instead
from vsearch.errors import VSearchError
from vsearch.escapes import escaped
from vsearch.library import Store
from vsearch.nouns import Span

VERSION = 1

Names = Callable[[str], Mapping[str, str]]
"""The id, title and path of a video, by its id."""


def answer(items: Iterable[Any], notes: Iterable[str] = (), *, store: Store | None = None, **more: Any) -> None:
    """Print what a command found; where a store is given, videos are named by id, title and path."""
    print(text(items, notes, store=store, **more))


def text(items: Iterable[Any], notes: Iterable[str] = (), *, store: Store | None = None, **more: Any) -> str:
    """The envelope as `answer` prints it."""
    told = {"version": VERSION, "items": list(items), "notes": [note for note in dict.fromkeys(notes) if note]}
    return _written(plain(told | more, naming(store) if store else _unnamed))


def failure(error: VSearchError) -> None:
    """Print what went wrong, and what to do about it, where errors go."""
    print(_written({"version": VERSION, "error": error.what, "cure": instead(error)}), file=sys.stderr)


def naming(store: Store) -> Names:
    """What names the videos of a library; one that is there no more has an id alone."""

    @cache
    def names(id: str) -> Mapping[str, str]:
        try:
            video = store.shelf(id).entry().video
        except (VSearchError, OSError):
            return {"id": id, "title": "", "path": ""}
        return {"id": id, "title": video.title, "path": str(video.path)}

    return names


def plain(value: Any, names: Names) -> Any:
    """A value in the words of JSON: a video by its names, a span by its start and end, an error by its cure."""
    if isinstance(value, VSearchError):
        return {"error": value.what, "cure": instead(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return _members({item.name: getattr(value, item.name) for item in fields(value)}, names)
    if isinstance(value, Mapping):
        return _members({str(key): item for key, item in value.items()}, names)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, names) for item in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item") and callable(value.item):
        return plain(value.item(), names)
    return None if isinstance(value, float) and not isfinite(value) else value


def _members(members: Mapping[str, Any], names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in members.items():
        if name == "video" and isinstance(value, str):
            told |= names(value)
        elif name == "span" and isinstance(value, Span):
            told |= {"start": value.start, "end": value.end}
        elif isinstance(value, VSearchError):
            told |= plain(value, names)
        else:
            told[name] = plain(value, names)
    return told


def _unnamed(id: str) -> Mapping[str, str]:
    return {"id": id}


def _written(told: Any) -> str:
    return escaped(json.dumps(told, ensure_ascii=False))
