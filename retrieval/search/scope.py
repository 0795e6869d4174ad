"""Which videos are asked: one, those in a folder, with a tag, or of a time; or all."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from vsearch.errors import LibraryError, UsageWrong
from vsearch.library.catalog.shards import ask
from vsearch.library.vocabulary import vocabulary
from vsearch.objects import located
from vsearch.retrieval.engines import VideoFilters
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.filters import check_motion, videos_that_move


def scope(
    library: Library,
    *,
    videos: Sequence[str] = (),
    folders: Sequence[Path] = (),
    tags: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    series: Sequence[str] = (),
    languages: Sequence[str] = (),
    shortest: float | None = None,
    longest: float | None = None,
    motion: str = "",
) -> list[str] | None:
    """The ids of the videos that are meant: any of `videos`, in any of `folders`, with all of `tags`; None for all."""
    check_motion(motion)
    first = date.min if since is None else days(since)[0]
    last = date.max if until is None else days(until)[1]
    named = (videos, folders, tags, series, languages, motion)
    if not any(named) and all(limit is None for limit in (since, until, shortest, longest)):
        return None
    ids = [library.find(key).id for key in videos] if videos else None
    tagged = _tagged(library, tags) if tags else None
    moving = videos_that_move(library, motion) if motion else None
    places = [located(folder).expanduser().resolve() for folder in folders]
    columns = "id, list_prepend(path, copies), date, indexed, lower(series), language, duration"
    rows = ask(library.store, f"select {columns} from videos order by id")
    titled, spoken = {name.casefold() for name in series}, frozenset(languages)
    return [
        id
        for id, paths, dated, indexed, one, language, duration in rows
        if (ids is None or id in ids)
        and (tagged is None or id in tagged)
        and (moving is None or id in moving)
        and (not places or any(located(path).resolve().is_relative_to(place) for path in paths for place in places))
        and _dated(dated or indexed, first, last)
        and (not titled or (one or "").casefold() in titled)
        and (not spoken or language in spoken)
        and (shortest or 0) <= duration <= (float("inf") if longest is None else longest)
    ]


def filters(
    *,
    videos: Sequence[str] = (),
    folders: Sequence[Path] = (),
    tags: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    series: Sequence[str] = (),
    languages: Sequence[str] = (),
    shortest: float | None = None,
    longest: float | None = None,
    motion: str = "",
) -> VideoFilters | None:
    """The same choice in words that a search engine understands; None where only the library knows who is meant.

    Named videos are no choice in other words, tags change without their videos, and movement is of moments.
    """
    if videos or tags or motion:
        return None
    first = date.min if since is None else days(since)[0]
    last = date.max if until is None else days(until)[1]
    return VideoFilters(
        series=frozenset(name.casefold() for name in series) if series else None,
        languages=frozenset(languages) if languages else None,
        folders=frozenset(str(located(folder).expanduser().resolve()) for folder in folders) if folders else None,
        days=(numbered(first), numbered(last)) if since is not None or until is not None else None,
        shortest=shortest,
        longest=longest,
    )


def numbered(day: date) -> int:
    """A day as a number, such as 20260302."""
    return day.year * 10_000 + day.month * 100 + day.day


def titles(library: Library, videos: Iterable[str]) -> dict[str, str]:
    """The titles of these videos, as far as they can be read; `doctor` names the others."""
    found = {}
    for video in dict.fromkeys(videos):
        with suppress(LibraryError, OSError):
            found[video] = library.entry(video).video.title
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


def _tagged(library: Library, tags: Sequence[str]) -> set[str]:
    """The videos with all of these tags; a tag that nobody ever gave is refused."""
    decisions = library.store.decisions()
    words = vocabulary(decisions)
    wanted = {words.canonical(tag) for tag in tags}
    found: dict[str, set[str]] = defaultdict(set)
    known = {words.canonical(item.decision.tag) for item in library.store.history()}
    for video, tag, given in ask(library.store, "select video, tag, given from tags"):
        known.add(tag)
        if given:
            found[video].add(tag)
    for tag in wanted - known:
        from vsearch.retrieval.tags.labels import unknown_tag

        raise unknown_tag(tag, known)
    return {video for video, own in found.items() if wanted <= own}


def _dated(told: str, first: date, last: date) -> bool:
    """Whether a video may be of that time: one that is dated by its year alone may be of any of its days."""
    if (first, last) == (date.min, date.max):
        return True
    try:
        begin, end = days(told[:10])
    except UsageWrong:
        return False
    return first <= end and begin <= last
