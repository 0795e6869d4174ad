"""The open library: one object a process, safe to share among threads, through which everything is asked."""

import builtins
from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vsearch.errors import LibraryDamaged
from vsearch.library import Store
from vsearch.retrieval.asking import Asking
from vsearch.retrieval.deciding import Deciding
from vsearch.retrieval.saving import Saving
from vsearch.retrieval.scaling import Scaling
from vsearch.retrieval.trying import Trying
from vsearch.retrieval.writing import Writing

if TYPE_CHECKING:
    from vsearch import Fitted, IndexOverrides, Outcome, TrainSettings
    from vsearch.library.catalog.listing import ListedVideo
    from vsearch.library.failures import Failure
    from vsearch.library.sync import CopiedVideo


class Library(Asking, Deciding, Saving, Scaling, Trying, Writing):
    """A library that is open. A video goes by its id, a unique prefix of it, its title or its path.

    >>> with vsearch.open(folder) as opened:
    ...     [video.title for video in opened.list()]
    ['A cat looks at you', 'A slow look at the Moon', 'Morning coffee']
    """

    @classmethod
    def open(cls, path: str | Path | None = None, *, mend: bool = False, engine: str | None = None) -> "Library":
        """The library at `path`, which must exist; without one, that of `VSEARCH_LIBRARY`, else the user's own.

        With `mend`, what is damaged is mended first, or deleted where only its film can tell it again.
        With `engine`, such as `milvus://HOST:PORT`, that one finds the nearest frames; with "none" the library alone.
        """
        place = None if path is None else Path(path)
        if not mend:
            opened = cls(Store.open(place))
            opened.engine_address = engine
            return opened
        from vsearch.library import health
        from vsearch.retrieval.library_index.build import mend as mend_index

        health.mend(place)
        opened = cls(Store.open(place))
        opened.engine_address = engine
        mend_index(opened)
        return opened

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent to another process opens the library there, by its place."""
        return _opened, (self.store, self.engine_address)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def acting_as(self, name: str) -> "Library":
        """The same open library, whose decisions are those of somebody else; close only the one that was opened.

        >>> _ = library.acting_as("Ann").label("A cat looks at you", "tabby")
        >>> library.history()[0].decision.by
        'Ann'
        """
        acting = object.__new__(type(self))
        vars(acting).update(vars(self))
        acting.store = self.store.acting_as(name)
        return acting

    def index(
        self, *paths: str | Path, settings: "IndexOverrides | None" = None, jobs: int = 0, dry_run: bool = False
    ) -> "builtins.list[Outcome]":
        """Read videos, or folders of them, into the library; one outcome a file, whatever the file is.

        >>> [outcome.status for outcome in library.index(videos / "morning-coffee.mp4")]
        ['unchanged']
        """
        import vsearch

        settings = settings or vsearch.IndexOverrides()
        return vsearch.index(paths, store=Path(self.store.location), settings=settings, jobs=jobs, dry_run=dry_run)

    def identify(self, video: str) -> str:
        """The id of a video, which may be too damaged to be known by anything else.

        >>> library.identify("A cat looks at you") == cat
        True
        """
        try:
            return self.find(video).id
        except LibraryDamaged:
            if not self.store.has(video):
                raise
            return video

    def remove(self, *videos: str) -> builtins.list[str]:
        """Forget videos, whose files stay where they are; the ids of those forgotten.

        >>> library.remove("A cat looks at you") == [cat]
        True
        """
        from vsearch.library.catalog.shards import refresh

        gone = list(dict.fromkeys(self.identify(video) for video in videos))
        for id in gone:
            self.store.remove(id)
        refresh(self.store)
        return gone

    def sync(
        self, place: str | Path, *videos: str, watch: "Callable[[CopiedVideo], None]" = lambda _: None
    ) -> "builtins.list[CopiedVideo]":
        """Copy the library, or some videos with what was decided about them, to another place; again, only what is new.

        >>> [one.status for one in library.sync(out / "copy", "Morning coffee")]
        ['copied']
        >>> [one.status for one in library.sync(out / "copy", "Morning coffee")]
        ['unchanged']
        """
        from vsearch.library.sync import sync

        return sync(self.store, Path(place), [self.identify(video) for video in videos], watch)

    def rebuild(self) -> int:
        """Make everything derived anew; the number of videos.

        >>> library.rebuild()
        2
        """
        from vsearch.library.catalog.shards import SHARDS, refresh

        self.store.clear()
        count = refresh(self.store, *SHARDS, executor=self.executor)
        self.refresh()
        return count

    def train(self, settings: "TrainSettings | None" = None) -> "Fitted":
        """Train a query tower from what was decided; it serves if it is better than what served before.

        >>> library.train()
        Traceback (most recent call last):
        vsearch.errors.TrainingImpossible: ...
        """
        import vsearch

        return vsearch.train(self, settings=settings or vsearch.TrainSettings())[0]

    def list(
        self,
        containing: str = "",
        *,
        missing: bool = False,
        tags: Sequence[str] = (),
        series: str = "",
        sort: str = "title",
    ) -> "Sequence[ListedVideo]":
        """The videos by title, or those whose title, path, series or tags contain some words.

        >>> [video.title for video in library.list("moon")]
        ['A slow look at the Moon']
        """
        from vsearch.library.catalog.listing import listed
        from vsearch.retrieval.search.scope import scope

        rows = listed(self.store, containing=containing, missing=missing)
        among = scope(self, tags=tags)
        rows = [row for row in rows if among is None or row.id in among]
        if series:
            named = {
                one.video for name, own in self.series().items() if name.casefold() == series.casefold() for one in own
            }
            rows = [row for row in rows if row.id in named or row.series.casefold() == series.casefold()]
        return sorted(rows, key=attrgetter(sort), reverse=sort in ("date", "duration"))

    def failures(self, containing: str = "") -> "builtins.list[Failure]":
        """The files that could not be indexed when it was tried last, the latest first, or those that say some words.

        >>> broken = out / "broken.mp4"
        >>> _ = broken.write_bytes(b"no film")
        >>> _ = library.index(broken)
        >>> [failure.path.name for failure in library.failures()]
        ['broken.mp4']
        >>> broken.unlink()
        >>> library.failures()
        []
        """
        from vsearch.library.failures import failures

        words = containing.casefold()
        return [one for one in failures(self.store) if words in f"{one.path} {one.reason}".casefold()]


def _opened(store: Store, engine: str | None) -> Library:
    """The library of a store, as another process had it open."""
    opened = Library(store)
    opened.engine_address = engine
    return opened


open = Library.open  # noqa: A001 - as in `vsearch.open(path)`
"""The library at a path."""
