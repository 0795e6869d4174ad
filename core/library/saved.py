"""What people save under names: searches to ask again, and reels, which are moments in the order in which they play."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryDamaged, LibraryError, LibraryTooNew, TimeOutside, UsageWrong, VideoUnknown
from vsearch.library.about import now
from vsearch.library.storage.documents import Document
from vsearch.library.store import Store
from vsearch.nouns import Moment, Span

MOST = 1000
"""Parts of a reel at most."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """What a search asks, as `Library.search` takes it; a picture is no part of it."""

    words: str = ""
    like: str = ""
    avoid: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    threshold: float | None = None
    series: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    shortest: float | None = None
    longest: float | None = None
    motion: str = ""
    sort: str = ""
    """How the page orders the videos that are found; it narrows nothing."""

    def asked(self) -> dict[str, Any]:
        """What is asked, without all that is not."""
        return {key: value for key, value in asdict(self).items() if value not in ((), "", None)}

    @property
    def arguments(self) -> dict[str, Any]:
        """What `Library.search` is given."""
        asked = {key: value for key, value in self.asked().items() if key != "sort"}
        return asked | ({"folders": tuple(map(Path, self.folders))} if self.folders else {})

    def __post_init__(self) -> None:
        if not self.words.strip() and not self.like:
            raise UsageWrong("A saved search asks for words or for a moment.", "ask-one-thing")


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept under a name."""

    name: str
    query: SavedQuery
    by: str = ""
    at: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class ReelPart:
    """A stretch of a video as it plays in a reel."""

    video: str
    span: Span
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reel:
    """Stretches of videos in the order in which they play, kept under a name; `length` is what it is meant to last."""

    name: str
    parts: tuple[ReelPart, ...] = ()
    length: float | None = None
    by: str = ""
    at: str = ""
    revision: str = ""
    """That of the reel which a save replaces: "" where there is none yet, "*" for whichever is there."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return sum(part.span.length for part in self.parts)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Its parts as moments that can be cut and exported."""
        return tuple(Moment(part.video, part.span, 0.0, best=part.span.start, said=part.note) for part in self.parts)

    @classmethod
    def of(cls, name: str, moments: Sequence[Moment], length: float | None = None, revision: str = "") -> "Reel":
        """The reel that plays moments."""
        return cls(name, tuple(ReelPart(m.video, m.span, m.said) for m in moments), length, revision=revision)


def read_search(store: Store, name: str) -> SavedSearch:
    """The search of a name; what a newer version can ask besides is refused rather than left out."""
    found = store.searches.read(name)
    asked = found.content["query"]
    if more := ", ".join(sorted(asked.keys() - {item.name for item in fields(SavedQuery)})):
        raise LibraryTooNew(f"The search {name!r} asks for {more}, which a newer version knows.", "upgrade")
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in asked.items()}
    try:
        return SavedSearch(name, SavedQuery(**told), *_stamp(found))
    except UsageWrong as error:
        raise LibraryDamaged(f"The search {name!r} is damaged: it asks for nothing.", "mend") from error


def save_search(store: Store, name: str, query: SavedQuery, revision: str = "") -> SavedSearch:
    """Keep a search under a name, in place of the one of that revision."""
    content = _stamped(store, query=query.asked())
    return SavedSearch(name, query, *_stamp(store.searches.write(name, content, revision)))


def read_reel(store: Store, name: str) -> Reel:
    """The reel of a name."""
    found = store.reels.read(name)
    told = found.content["parts"]
    try:
        parts = (ReelPart(part["video"], Span(part["start"], part["end"]), part.get("note", "")) for part in told)
        return Reel(name, tuple(parts), found.content.get("length"), *_stamp(found))
    except ValueError as error:
        raise LibraryDamaged(f"The reel {name!r} is damaged: {error}", "mend") from error


def save_reel(store: Store, reel: Reel) -> Reel:
    """Keep a reel under its name, in place of the one of its revision; every part must lie in a video that is there."""
    if len(reel.parts) > MOST:
        raise UsageWrong(f"A reel cannot have {len(reel.parts)} parts. Give at most {MOST}.")
    for part in reel.parts:
        _check(store, part)
    parts = [
        {"video": part.video, "start": part.span.start, "end": part.span.end, "note": part.note} for part in reel.parts
    ]
    content = _stamped(store, parts=parts, length=reel.length)
    by, at, revision = _stamp(store.reels.write(reel.name, content, reel.revision))
    return replace(reel, by=by, at=at, revision=revision)


def _check(store: Store, part: ReelPart) -> None:
    if not store.has(part.video):
        raise VideoUnknown(f"No video of {store.location} goes by {part.video!r}.", "see-ids")
    if part.span.start < 0 or part.span.length <= 0 or part.span.end > store.entry(part.video).video.duration + 1:
        raise TimeOutside(f"{part.video} has no stretch from {part.span.start:g} to {part.span.end:g} seconds.")


def _stamped(store: Store, **content: Any) -> dict[str, Any]:
    return {**content, "by": store.writer, "at": now()}


def _stamp(found: Document) -> tuple[str, str, str]:
    return found.content.get("by", ""), found.content.get("at", ""), found.revision


def flaws(store: Store) -> Iterator[LibraryError]:
    """What is wrong with each search and each reel that cannot be read."""
    yield from store.searches.flaws(partial(read_search, store))
    yield from store.reels.flaws(partial(read_reel, store))


def mend(store: Store) -> None:
    """Set aside those that are damaged."""
    store.searches.mend(partial(read_search, store))
    store.reels.mend(partial(read_reel, store))
