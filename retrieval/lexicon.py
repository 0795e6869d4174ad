"""The library's lexical index, kept up to date with its videos, their words and the tags people accepted."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vsearch.errors import LibraryError
from vsearch.lexical import Lexicon, Row
from vsearch.library import Library

RECENT = 1.0
"""Seconds for which the index counts as up to date after it was checked: a busy process checks once a second."""

_checked: dict[Path, float] = {}
_LOT = 500
"""Videos written in one transaction."""


def lexicon(library: Library) -> Lexicon:
    """The index, after what came, changed or went has been written to it."""
    index = Lexicon(library.derived)
    if time.monotonic() - _checked.get(library.path, -RECENT) < RECENT:
        return index
    tags = _tags(library)
    stamps = dict(_stamps(library, tags))
    known = index.stamps()
    gone = [video for video in known if video not in stamps]
    new = [video for video, stamp in stamps.items() if known.get(video) != stamp]
    for first in range(0, len(new), _LOT):
        lot = new[first : first + _LOT]
        index.write({video: (stamps[video], _rows(library, video, tags.get(video, {}))) for video in lot})
    if gone:
        index.write({}, gone)
    _checked[library.path] = time.monotonic()
    return index


def _stamps(library: Library, tags: dict[str, dict[str, bool]]) -> Iterator[tuple[str, str]]:
    """What changes whenever the words of a video may have."""
    for video in library.ids():
        with suppress(OSError):
            changed = (library.videos / video / "video.json").stat().st_mtime_ns
            yield video, f"{changed} {sorted(tags.get(video, {}).items())}"


def _tags(library: Library) -> dict[str, dict[str, bool]]:
    """For each video the tags that people accepted or rejected; the last word counts."""
    found: dict[str, dict[str, bool]] = {}
    for made in library.decisions():
        if made.kind in ("accept", "reject") and made.tag and made.video:
            found.setdefault(made.video, {})[made.tag] = made.kind == "accept"
    return found


def _rows(library: Library, video: str, decided: dict[str, bool]) -> list[Row]:
    shelf = library.shelf(video)
    try:
        entry = shelf.entry()
        said = shelf.words()[0]
    except (LibraryError, OSError):
        return []
    language = entry.video.language
    names = [name for name in entry.video.tags if decided.get(name, True)]
    names += [name for name, accepted in decided.items() if accepted and name not in names]
    rows = [Row(video, "title", entry.video.title, language=language)]
    rows += [Row(video, "description", entry.video.description, language=language)] if entry.video.description else []
    rows += [Row(video, "tag", name, language=language) for name in names]
    return rows + [Row(video, "utterance", one.text, one.span, one.language or language) for one in said]
