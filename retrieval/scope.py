"""Which videos are asked: one, those in a folder, with a tag, or of a time; or all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.library import Library
from vsearch.library.decisions import Decision
from vsearch.library.entry import Entry
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.retrieval.labels import by_video, standing


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
    first, last = day(since), day(until)
    if video is not None:
        return [library.find(video).id]
    if folder is None and tag is None and first is None and last is None:
        return None
    decisions = library.decisions() if tag is not None else ()
    words, made = vocabulary(decisions), by_video(decisions)
    return [
        entry.id
        for entry in library.entries()
        if _lies(entry, folder) and _tagged(entry, tag, words, made) and _dated(entry, first, last)
    ]


def titles(library: Library, videos: Iterable[str]) -> dict[str, str]:
    """The titles of these videos."""
    return {video: library.shelf(video).entry().video.title for video in dict.fromkeys(videos)}


def day(text: str | None) -> date | None:
    """A day from 2026-03-02, 2026-03 or 2026."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise UsageWrong(f"{text!r} is no date. Give a day, a month or a year: 2026-03-02, 2026-03 or 2026.")


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


def _dated(entry: Entry, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    text = entry.video.date or entry.at[:10]
    try:
        known = date.fromisoformat(text[:10])
    except ValueError:
        return False
    return (first is None or first <= known) and (last is None or known <= last)
