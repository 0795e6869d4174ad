"""Which videos are asked: one, those in a folder, with a tag, or of a time; or all."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from vsearch.errors import LibraryError, UsageWrong
from vsearch.library.decisions import Decision
from vsearch.library.entry import Entry
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import by_video, standing


def scope(
    library: Library,
    *,
    video: str | None = None,
    folder: Path | None = None,
    tag: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[str] | None:
    """The ids of the videos that are meant; None for all of them."""
    first = date.min if since is None else days(since)[0]
    last = date.max if until is None else days(until)[1]
    if all(choice is None for choice in (video, folder, tag, since, until)):
        return None
    decisions = library.store.decisions() if tag is not None else ()
    words, made = vocabulary(decisions), by_video(decisions)
    return [
        entry.id
        for entry in ([library.store.find(video)] if video is not None else library.store.entries())
        if _lies(entry, folder) and _tagged(entry, tag, words, made) and _dated(entry, first, last)
    ]


def titles(library: Library, videos: Iterable[str]) -> dict[str, str]:
    """The titles of these videos, as far as they can be read; `doctor` names the others."""
    found = {}
    for video in dict.fromkeys(videos):
        with suppress(LibraryError, OSError):
            found[video] = library.store.shelf(video).entry().video.title
    return found


def days(text: str) -> tuple[date, date]:
    """The first and the last day of 2026-03-02, 2026-03 or 2026."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", text.strip())
    try:
        year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        last = month or 12
        return date(year, month or 1, day or 1), date(year, last, day or monthrange(year, last)[1])
    except ValueError:
        raise UsageWrong(f"{text!r} is no date. Give a day, a month or a year: 2026-03-02, 2026-03 or 2026.") from None


def _lies(entry: Entry, folder: Path | None) -> bool:
    if folder is None:
        return True
    place = folder.expanduser().resolve()
    paths = (entry.video.path, *entry.video.copies)
    return any(path.resolve().is_relative_to(place) for path in paths)


def _tagged(entry: Entry, tag: str | None, words: Vocabulary, made: Mapping[str, Sequence[Decision]]) -> bool:
    if tag is None:
        return True
    return standing(made.get(entry.id, ()), words, entry.video.tags).get(words.canonical(tag), False)


def _dated(entry: Entry, first: date, last: date) -> bool:
    """Whether a video may be of that time: one that is dated by its year alone may be of any of its days."""
    if (first, last) == (date.min, date.max):
        return True
    try:
        begin, end = days((entry.video.date or entry.at)[:10])
    except UsageWrong:
        return False
    return first <= end and begin <= last
