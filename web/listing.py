"""The videos of the library as rows, read once a change; filtered, sorted, counted by what they can be filtered by."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonpath
from pathlib import PurePath
from typing import Any

from vsearch.library.catalog.shards import ask
from vsearch.library.catalog.verdicts import by_video, standing
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.retrieval.library import Library
from vsearch.web.schemas.lists import Facet

_COLUMNS = (
    "id, title, path, tags, language, series, date, indexed, duration, width, height, fps, status, frames, words, "
    "sound, thumbnail_time"
)

_NAMES = _COLUMNS.split(", ")

FACETS = 50
"""Values that are counted of each kind at most, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Row:
    """One video of the list."""

    id: str
    title: str
    path: str
    folder: str
    tags: tuple[str, ...]
    language: str
    series: str
    date: str
    indexed: str
    duration: float
    width: int
    height: int
    fps: float
    status: str
    frames: int
    words: str
    sound: str
    thumbnail_time: float | None
    """When the still is shown that its maker chose."""
    pin: Decision | None

    @property
    def place(self) -> str:
        """Its file and its folder, as everybody may know them."""
        return f"{self.folder}/{PurePath(self.path).name}"

    @property
    def day(self) -> str:
        """Its date, or the day on which it was indexed."""
        return self.date or self.indexed[:10]


def films(library: Library) -> tuple[Row, ...]:
    """Every video that can be read, by title, as it was indexed: without what was decided."""
    found = ask(library.store, f"select {_COLUMNS} from videos order by lower(title), id")
    top = _top(path for _, _, path, *_ in found)
    nothing = vocabulary(())
    return tuple(_film(dict(zip(_NAMES, values, strict=True)), top, nothing) for values in found)


def _film(told: dict[str, Any], top: str, words: Vocabulary) -> Row:
    known: dict[str, Any] = {
        name: 0 if value is None and name != "thumbnail_time" else value for name, value in told.items()
    }
    given = _given((), words, known.pop("tags"))
    return Row(**known, tags=given, folder=_folder(known["path"], top), pin=None)


def rows(library: Library, indexed: Sequence[Row]) -> tuple[Row, ...]:
    """The same videos with their tags and pins as they were decided."""
    decisions = library.decisions()
    words, made, pins = vocabulary(decisions), by_video(decisions), _pins(decisions)
    if words.words:  # a word of the vocabulary may change the tags of any video
        tags = {row.id: _given(made.get(row.id, ()), words, row.tags) for row in indexed}
    else:
        tags = {row.id: _given(made[row.id], words, row.tags) for row in indexed if row.id in made}
    changed = tags.keys() | pins.keys()
    return tuple(
        replace(row, tags=tags.get(row.id, row.tags), pin=pins.get(row.id)) if row.id in changed else row
        for row in indexed
    )


def _given(made: Sequence[Decision], words: Vocabulary, tags: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(tag for tag, yes in standing(made, words, tags).items() if yes))


def _top(paths: Iterable[str]) -> str:
    """The folder that holds all videos."""
    try:
        return commonpath({str(PurePath(path).parent) for path in paths})
    except ValueError:  # none, or on several drives
        return ""


def _folder(path: str, top: str) -> str:
    """The folder below the one that holds all; its name alone where that one is the root of a disk."""
    folder = PurePath(path).parent
    if len(PurePath(top).parts) < 2:
        return folder.name
    below = folder.relative_to(top).as_posix()
    return "" if below == "." else below


def _pins(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The last pin of each video that holds; without one, what viewers chose last."""
    found: dict[str, Decision] = {}
    for made in decisions:
        before = found.get(made.video)
        if made.kind == "pin" or (made.kind == "choose" and made.trial and not (before and before.kind == "pin")):
            found[made.video] = made
        elif made.kind == "unpin":
            found.pop(made.video, None)
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """Which videos are meant; what is empty filters nothing."""

    containing: str = ""
    tags: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    status: str = ""
    since: str = ""
    until: str = ""
    shortest: float | None = None
    longest: float | None = None
    unconfirmed: bool = False

    def checks(self) -> Mapping[str, Callable[[Row], bool]]:
        """What a video must pass, by the name of what filters."""
        first, last = _days(self.since, self.until)
        text, ids = self.containing.casefold(), frozenset(self.ids)
        tags, languages = frozenset(self.tags), frozenset(self.languages)
        series = frozenset(name.casefold() for name in self.series)
        wanted: dict[str, tuple[object, Callable[[Row], bool]]] = {
            "text": (text, lambda row: text in " ".join((row.title, row.series, row.place, *row.tags)).casefold()),
            "tag": (tags, lambda row: tags.issubset(row.tags)),
            "series": (series, lambda row: row.series.casefold() in series),
            "folder": (self.folders, lambda row: any(_below(row.folder, folder) for folder in self.folders)),
            "language": (languages, lambda row: row.language in languages),
            "id": (ids, lambda row: row.id in ids),
            "status": (self.status, lambda row: row.status == self.status),
            "date": (self.since or self.until, lambda row: first <= row.day <= last),
            "shortest": (self.shortest is not None, lambda row: row.duration >= (self.shortest or 0)),
            "longest": (self.longest is not None, lambda row: row.duration <= (self.longest or 0)),
            "unconfirmed": (self.unconfirmed, lambda row: row.pin is None),
        }
        return {name: check for name, (given, check) in wanted.items() if given}


def _below(folder: str, above: str) -> bool:
    return folder == above or folder.startswith(f"{above}/") or above == ""


def _days(since: str, until: str) -> tuple[str, str]:
    from vsearch.retrieval.search.scope import days

    first = days(since)[0].isoformat() if since else ""
    return first, days(until)[1].isoformat() if until else "9999-12-31"


def passing(listed: Sequence[Row], filters: Filters, *, but: str = "") -> list[Row]:
    """The videos that pass, in their order; `but` names a filter that is not asked."""
    checks = [check for name, check in filters.checks().items() if name != but]
    return [row for row in listed if all(check(row) for check in checks)]


SORTS: Mapping[str, tuple[Callable[[Row], str | float], bool]] = {
    "title": (lambda row: row.title.casefold(), False),
    "newest": (lambda row: row.day, True),
    "indexed": (lambda row: row.indexed, True),
    "longest": (lambda row: row.duration, True),
    "shortest": (lambda row: row.duration, False),
    "series": (lambda row: (row.series or "\uffff").casefold(), False),
}
"""By what lists are sorted, and whether the largest is first."""


def ordered(listed: Sequence[Row], sort: str) -> list[Row]:
    """The same videos in another order; equal ones stay by title."""
    key, largest = SORTS[sort]
    return sorted(listed, key=key, reverse=largest) if sort != "title" else list(listed)


VALUES: Mapping[str, Callable[[Row], Iterable[str]]] = {
    "tag": lambda row: row.tags,
    "series": lambda row: (row.series,),
    "language": lambda row: (row.language,),
    "folder": lambda row: (row.folder,),
    "length": lambda row: (length(row.duration),),
    "date": lambda row: (row.day[:4],),
}
"""What videos can be filtered by."""


def counted(listed: Iterable[Row], name: str) -> list[Facet]:
    """The values of these videos, the most frequent first."""
    return facets(value for row in listed for value in VALUES[name](row))


def facets(values: Iterable[str]) -> list[Facet]:
    """Values with their counts, the most frequent first."""
    counts = Counter(value for value in values if value)
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:FACETS]
    return [Facet(name=value, count=count) for value, count in best]


def length(seconds: float) -> str:
    """How long, roughly: the seconds between which it lies."""
    return next((name for name, most in (("0-60", 60), ("60-600", 600), ("600-3600", 3600)) if seconds < most), "3600-")
