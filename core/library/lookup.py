"""Find a video by what people call it: an id, the beginning of one, a path, a file's name or a title."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from vsearch.errors import VideoAmbiguous, VideoUnknown
from vsearch.library.names import keys, names
from vsearch.library.parts.entry import Entry


class Entries(Protocol):
    """Where videos are looked up."""

    @property
    def location(self) -> str:
        """Where it is, for people."""

    def ids(self) -> list[str]:
        """All ids."""

    def has(self, id: str) -> bool:
        """Whether an id is there, without a look at any other."""

    def entry(self, id: str) -> Entry:
        """The entry of an id."""

    def entries(self) -> Iterator[Entry]:
        """Every entry that can be read."""


def find(store: Entries, key: str) -> Entry:
    """The one video that goes by a name; titles and paths are looked up in every entry, ids in none."""
    if not key.strip():
        raise VideoUnknown("An empty name is no video's.", "name-video")
    if store.has(key):
        return store.entry(key)
    found = [id for id in store.ids() if id.startswith(key)]
    if len(found) == 1:
        return store.entry(found[0])
    if found:
        some = [entry for entry in store.entries() if entry.id in found[:8]]
        raise VideoAmbiguous(f"{key!r} could be any of {_named(some)}.", "more-letters")
    entries = [(entry, names(entry.video)) for entry in store.entries()]
    ways = ([entry for entry, own in entries if wanted in own[way]] for way, wanted in enumerate(keys(key)))
    called = next(filter(None, ways), [])
    if len(called) == 1:
        return called[0]
    if called:
        raise VideoAmbiguous(f"{Path(key)} could be any of {_named(called[:8])}.", "name-id")
    what = f"No video of {store.location} goes by {str(Path(key))!r}."
    known = {name.casefold(): name for entry, _ in entries for name in (entry.video.title, entry.id)}
    if near := get_close_matches(key.casefold(), known, 1):
        raise VideoUnknown(what, "did-you-mean", near=known[near[0]])
    raise VideoUnknown(what, "see-ids")


def _named(entries: Iterable[Entry]) -> str:
    return ", ".join(f"{entry.id} ({entry.video.title})" for entry in entries)
