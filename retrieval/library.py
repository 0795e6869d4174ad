"""The open library: one object a process, safe to share among threads, through which everything is asked."""

import builtins
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.nouns import Moment, Thumbnail, Utterance
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch import Fitted, IndexOverrides, Outcome, TrainSettings
    from vsearch.library.listing import ListedVideo
    from vsearch.library.report import VideoReport
    from vsearch.retrieval.duplicates import Duplicate
    from vsearch.retrieval.search.search import Answer
    from vsearch.retrieval.tags.labels import Labelled
    from vsearch.retrieval.tags.tagger import Tagged


class Library(Contents):
    """A library that is open. A video goes by its id, a unique prefix of it, its title or its path.

    >>> with vsearch.open(folder) as opened:
    ...     [video.title for video in opened.list()]
    ['A cat looks at you', 'A slow look at the Moon', 'Morning coffee']
    """

    @classmethod
    def open(cls, path: str | Path | None = None) -> "Library":
        """The library at `path`, which must exist; without one, that of `VSEARCH_LIBRARY`, else the user's own."""
        return cls(Store.open(None if path is None else Path(path)))

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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

    def search(
        self,
        words: str = "",
        *,
        image: Path | None = None,
        like: str | None = None,
        avoid: Sequence[str] = (),
        videos: Sequence[str] = (),
        folders: Sequence[Path] = (),
        tags: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        inside: Sequence[str] | None = None,
        top: int = 10,
        threshold: float | None = None,
        refine: bool = False,
    ) -> "Answer":
        """The moments that show, say or are titled what is asked for, best first; `inside` names the channels.

        >>> library.search("coffee", top=1).moments[0].video == library.find("Morning coffee").id
        True
        """
        from vsearch.retrieval.search.search import search

        return search(
            self, words, image=image, like=like, avoid=avoid, inside=inside, videos=videos, folders=folders, tags=tags,
            since=since, until=until, top=top, threshold=threshold, refine=refine,
        )  # fmt: skip

    def thumbnails(self, video: str, *, top: int = 5, prompt: str = "") -> builtins.list[Thumbnail]:
        """The frames that could stand for a video, best first, each with its reasons; pins come first.

        >>> best = library.thumbnails("Morning coffee", top=1)[0]
        >>> 0 <= best.time <= library.find("Morning coffee").video.duration
        True
        """
        from vsearch.retrieval.thumbnails.choose import thumbnails

        return thumbnails(self, video, top=top, prompt=prompt)

    def highlights(
        self, video: str, *, prompt: str = "", length: float = 30.0, top: int = 5, refine: bool = False
    ) -> builtins.list[Moment]:
        """The moments of a video most worth watching, or nearest to a prompt, best first.

        >>> [moment.span.length <= 4 for moment in library.highlights("Morning coffee", length=4, top=1)]
        [True]
        """
        from vsearch.retrieval.highlights.choose import highlights

        return highlights(self, video, prompt=prompt, length=length, top=top, refine=refine)

    def tags(self, video: str, top: int = 5) -> "Tagged":
        """The tags of a video: those it was given, those that labelled videos vote for, and mere suggestions.

        >>> library.tags("Morning coffee").given
        ('breakfast', 'coffee', 'kitchen')
        """
        from vsearch.retrieval.tags.tagging import tag

        return tag(self, video, top)

    def label(self, video: str, *tags: str) -> "Labelled":
        """Give tags to a video; what it has now.

        >>> library.label("A cat looks at you", "pet").given
        ('animals', 'cat', 'garden', 'pet')
        """
        from vsearch.retrieval.tags.labels import label

        return label(self, video, tags)

    def unlabel(self, video: str, *tags: str) -> "Labelled":
        """Take tags from a video, which is then known not to have them.

        >>> library.unlabel("A cat looks at you", "pet").denied
        ('pet',)
        """
        from vsearch.retrieval.tags.labels import label

        return label(self, video, (), tags)

    def pin(self, video: str, choice: str) -> Thumbnail:
        """Make a time ("83.5", "1:23.5") or a picture file the thumbnail of a video.

        >>> library.pin("Morning coffee", "0:01.5").time
        1.5
        """
        from vsearch.retrieval.thumbnails.pins import pin

        return pin(self, video, choice)

    def unpin(self, video: str) -> bool:
        """Take the pins of a video back; whether there were any.

        >>> library.unpin("Morning coffee")
        True
        """
        from vsearch.retrieval.thumbnails.pins import unpin

        return unpin(self, video)

    def decide(self, *made: Decision) -> None:
        """Remember decisions, such as clicks.

        >>> library.decide(vsearch.Decision("click", video=library.find("Morning coffee").id, time=2.0))
        """
        self.store.decide(*made)

    def show(self, video: str) -> "VideoReport":
        """Everything that is known of a video.

        >>> library.show("Morning coffee").entry.status
        'indexed'
        """
        from vsearch.library.report import report

        return report(self.store, video)

    def transcript(self, video: str) -> Sequence[Utterance]:
        """What is said in a video, with times and where it is known from.

        >>> library.transcript("Morning coffee")[0].text
        'The newspaper can wait.'
        """
        return self.words(self.find(video).id)[0]

    def duplicates(self, video: str | None = None, *, least: float = 0.3) -> "builtins.list[Duplicate]":
        """Pairs of videos of which at least a share of the shorter is seen in the longer, most alike first.

        >>> library.duplicates()
        []
        """
        from vsearch.retrieval.duplicates import duplicates

        return duplicates(self, video=video, least=least)

    def remove(self, *videos: str) -> builtins.list[str]:
        """Forget videos, whose files stay where they are; the ids of those forgotten.

        >>> library.remove("A cat looks at you") == [cat]
        True
        """
        from vsearch.library.catalog import refresh

        gone = list(dict.fromkeys(self.find(video).id for video in videos))
        for id in gone:
            self.store.remove(id)
        refresh(self.store)
        return gone

    def rebuild(self) -> int:
        """Make everything derived anew; the number of videos.

        >>> library.rebuild()
        2
        """
        from vsearch.library.catalog import SHARDS, refresh

        self.store.clear()
        count = refresh(self.store, *SHARDS)
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
        from vsearch.library.listing import listed
        from vsearch.retrieval.search.scope import scope

        rows = listed(self.store, containing=containing, missing=missing)
        among = scope(self, tags=tags)
        rows = [row for row in rows if among is None or row.id in among]
        rows = [row for row in rows if series.casefold() in ("", row.series.casefold())]
        return sorted(rows, key=attrgetter(sort), reverse=sort in ("date", "duration"))


open = Library.open  # noqa: A001 - as in `vsearch.open(path)`
"""The library at a path."""
