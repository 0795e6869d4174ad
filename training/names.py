"""Names of videos in files: ids, their beginnings, paths and titles, with one look at the library for all."""

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from vsearch.errors import UsageWrong, VideoUnknown
from vsearch.library import Library


class Names:
    """What the videos of a library go by; for a single name, `Library.find` is quicker."""

    def __init__(self, library: Library) -> None:
        self._library, self._ids = library, library.ids()
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
            return self._library.find(name).id
        path = Path(name)
        paths, titles = self._known
        found = paths.get(str(path.expanduser().absolute())) or paths.get(str(path))
        found = found or titles.get(name.strip().casefold(), set())
        if not found:
            raise VideoUnknown(
                f"No video of {self._library.path} goes by {str(path)!r}. See `vsearch list` for the ids."
            )
        return next(iter(found)) if len(found) == 1 else self._library.find(name).id

    @cached_property
    def _known(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The ids of the videos at each path, or whose file has that name; and of those with each title."""
        paths: dict[str, set[str]] = defaultdict(set)
        titles: dict[str, set[str]] = defaultdict(set)
        for entry in self._library.entries():
            video = entry.video
            for path in (*map(str, (video.path, *video.copies)), video.path.name):
                paths[path].add(entry.id)
            for title in (video.title, video.path.stem):
                titles[title.casefold()].add(entry.id)
        return dict(paths), dict(titles)
