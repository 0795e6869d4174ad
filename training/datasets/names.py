"""Names of videos in files: ids, their beginnings, paths and titles, with one look at the library for all."""

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from vsearch.errors import UsageWrong, VideoUnknown
from vsearch.library.names import keys, names
from vsearch.retrieval.library import Library


class Names:
    """What the videos of a library go by; for a single name, `Library.find` is quicker."""

    def __init__(self, library: Library) -> None:
        self._library, self._ids = library, library.store.ids()
        self._told: dict[str, str | UsageWrong] = {}

    def id(self, name: str) -> str:
        """The id of the one video that goes by a name; every other name is refused, as `Library.find` does."""
        if name not in self._told:
            try:
                self._told[name] = self._found(name)
            except UsageWrong as error:
                self._told[name] = error
        told = self._told[name]
        if isinstance(told, UsageWrong):
            raise told
        return told

    def _found(self, name: str) -> str:
        place = bisect_left(self._ids, name)
        begun = self._ids[place : place + 1]
        if begun == [name]:
            return name
        if not name.strip() or (begun and begun[0].startswith(name)):
            return self._library.store.find(name).id
        found = next(filter(None, (own.get(key) for own, key in zip(self._known, keys(name), strict=True))), set())
        if not found:
            raise VideoUnknown(f"No video of {self._library.store.location} goes by {str(Path(name))!r}.", "see-ids")
        return next(iter(found)) if len(found) == 1 else self._library.store.find(name).id

    @cached_property
    def _known(self) -> tuple[dict[str, set[str]], ...]:
        """The ids of the videos by path, by the file's name and by title."""
        known: tuple[dict[str, set[str]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
        for entry in self._library.store.entries():
            for ids, own in zip(known, names(entry.video), strict=True):
                for name in own:
                    ids[name].add(entry.id)
        return known
