"""What an open library is asked: moments, thumbnails, highlights, tags, and what is known of its videos."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsearch.nouns import Moment, ScreenText, Thumbnail, Utterance
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.errors import VSearchError
    from vsearch.library.catalog.report import VideoReport
    from vsearch.library.series import Episode
    from vsearch.retrieval.duplicates import Copy, Duplicate
    from vsearch.retrieval.highlights.curve import Curve
    from vsearch.retrieval.search.search import Answer
    from vsearch.retrieval.segments.seasons import EpisodeSegments
    from vsearch.retrieval.tags.tagger import Tagged
    from vsearch.retrieval.tags.vocabulary import ListedWord


class Asking(Contents):
    """The questions that a library answers; none of them changes it."""

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
        series: Sequence[str] = (),
        languages: Sequence[str] = (),
        shortest: float | None = None,
        longest: float | None = None,
        motion: str = "",
        among: Sequence[str] | None = None,
        inside: Sequence[str] | None = None,
        top: int = 10,
        threshold: float | None = None,
        refine: bool = False,
        with_segments: bool = False,
        wanted: Callable[[], bool] = lambda: True,
    ) -> "Answer":
        """The moments that show, say or are titled what is asked for, best first; `inside` names the channels.

        Intros, credits and other packaging are left out, unless asked for `with_segments`. `motion` keeps those that
        move so: static, pan, tilt, zoom, handheld or action.
        `among` are ids of videos that were chosen before; the other filters are not asked then. The search is given up
        with Abandoned once `wanted` is false.

        >>> library.search("coffee", top=1).moments[0].video == library.find("Morning coffee").id
        True
        """
        from vsearch.retrieval.search.search import search

        return search(
            self._library, words, image=image, like=like, avoid=avoid, inside=inside, videos=videos, folders=folders,
            tags=tags, since=since, until=until, series=series, languages=languages, shortest=shortest,
            longest=longest, motion=motion, among=among, top=top, threshold=threshold, refine=refine,
            with_segments=with_segments, wanted=wanted,
        )  # fmt: skip

    def thumbnails(
        self, video: str, *, top: int = 5, prompt: str = "", text: bool | None = None, with_segments: bool = False
    ) -> list[Thumbnail]:
        """The frames that could stand for a video, best first, with reasons; pins come first, and none is packaging.

        `text` asks for frames with writing on them, or without any.

        >>> best = library.thumbnails("Morning coffee", top=1)[0]
        >>> 0 <= best.time <= library.find("Morning coffee").video.duration
        True
        """
        from vsearch.retrieval.thumbnails.choose import thumbnails

        return thumbnails(self._library, video, top=top, prompt=prompt, text=text, with_segments=with_segments)

    def highlights(
        self,
        video: str,
        *,
        prompt: str = "",
        length: float = 30.0,
        top: int = 5,
        refine: bool = False,
        with_segments: bool = False,
        motion: str = "",
    ) -> list[Moment]:
        """The moments of a video most worth watching, or nearest to a prompt, best first; none is packaging.

        With `motion` only those that move so: static, pan, tilt, zoom, handheld or action.

        >>> [moment.span.length <= 4 for moment in library.highlights("Morning coffee", length=4, top=1)]
        [True]
        """
        from vsearch.retrieval.highlights.choose import highlights

        return highlights(
            self._library,
            video,
            prompt=prompt,
            length=length,
            top=top,
            refine=refine,
            with_segments=with_segments,
            motion=motion,
        )

    def curve(self, video: str, prompt: str = "") -> "Curve":
        """How much each half second of a video is worth watching, or how near it is to a prompt.

        >>> library.curve("Morning coffee").times[:2].tolist()
        [0.25, 0.75]
        """
        from vsearch.retrieval.highlights.curve import curve

        return curve(self._library, self.find(video), prompt)

    def remarks(self, moments: Sequence[Moment], prompt: str, motion: str = "") -> list[str]:
        """What is to be said of highlights that were asked for: unread words, and that none is good or moves so.

        >>> library.remarks([], "a cup")[-1]
        'No good match: the best scores 0.00, below 0.50.'
        """
        from vsearch.retrieval.highlights.choose import remarks

        return remarks(self._library, moments, prompt, motion)

    def tags(self, video: str, top: int = 5) -> "Tagged":
        """The tags of a video: those it was given, those that labelled videos vote for, and mere suggestions.

        >>> library.tags("Morning coffee").given
        ('breakfast', 'coffee', 'kitchen')
        """
        from vsearch.retrieval.tags.tagging import tag

        return tag(self._library, video, top)

    def tag_all(self, top: int = 5) -> "list[Tagged]":
        """The tags of every video; one that cannot be read says so in its notes.

        >>> [len(tagged.given) for tagged in library.tag_all()]
        [3, 3, 3]
        """
        from vsearch.retrieval.tags.tagging import tag_all

        return tag_all(self._library, top)

    def show(self, video: str) -> "VideoReport":
        """Everything that is known of a video.

        >>> library.show("Morning coffee").entry.status
        'indexed'
        """
        from vsearch.library.catalog.report import report

        known = report(self.store, video)
        return replace(known, segments=self.segments_of(known.entry.id))

    def transcript(self, video: str) -> Sequence[Utterance]:
        """What is said in a video, with times and where it is known from.

        >>> library.transcript("Morning coffee")[0].text
        'The newspaper can wait.'
        """
        return self.words(self.find(video).id)[0]

    def written(self, video: str) -> Sequence[ScreenText]:
        """What stands on a video's screen: lines with times, places, kinds, and how surely they were read.

        >>> all(line.confidence > 0.5 for line in library.written("Morning coffee"))
        True
        """
        return self.screen(self.find(video).id)

    def segments(self, which: str = "") -> "list[EpisodeSegments]":
        """What is packaging in a video, in the episodes of a series, or in all: intros, credits, recaps and the like.

        >>> [(one.kind, one.sure) for episode in library.segments() for one in episode.segments]
        []
        """
        from vsearch.retrieval.segments.seasons import seasons

        return seasons(self._library, which)

    def series(self) -> "dict[str, tuple[Episode, ...]]":
        """Every series with its episodes in order.

        >>> {name: len(episodes) for name, episodes in library.series().items()}
        {'Little Museum': 1, 'Morning Window': 1, 'Space Notes': 1}
        """
        from vsearch.retrieval.segments.seasons import known_series

        return self.cache.get("series", self.revision(), lambda: known_series(self._library))

    def duplicates(self, video: str | None = None, *, least: float = 0.3) -> "list[Duplicate]":
        """Pairs of videos of which at least a share of the shorter is seen in the longer, most alike first.

        >>> library.duplicates()
        []
        """
        from vsearch.retrieval.duplicates import duplicates

        return duplicates(self._library, video=video, least=least)

    def copies(self, video: str | None = None) -> "list[Copy]":
        """Other files that are the same as one video's, or as any, to the last byte.

        >>> library.copies()
        []
        """
        from vsearch.retrieval.duplicates import copies

        return copies(self._library, video=video)

    def titles(self, videos: Iterable[str]) -> Mapping[str, str]:
        """The titles of videos by their ids, as far as they can be read.

        >>> library.titles([cat])[cat]
        'A cat looks at you'
        """
        from vsearch.retrieval.search.scope import titles

        return titles(self._library, videos)

    def vocabulary(self) -> "list[ListedWord]":
        """Every word of the vocabulary and every tag in use, with the number of videos that have it.

        >>> [listed.word.name for listed in library.vocabulary() if listed.word.name == "coffee"]
        ['coffee']
        """
        from vsearch.retrieval.tags.vocabulary import listed

        return listed(self._library)

    def findings(self) -> "list[VSearchError]":
        """What is wrong with the library, each thing with its cure; all that it holds is read for that.

        >>> library.findings()
        []
        """
        from vsearch.library.health import findings
        from vsearch.retrieval.library_index.read import flaws

        return [*findings(self.store), *flaws(self._library)]

    def sql(self, question: str) -> Any:
        """The Arrow table that answers one SELECT over the catalogue; nothing else can be asked.

        >>> library.sql("select count(*) as videos from videos").to_pylist()
        [{'videos': 3}]
        """
        from vsearch.library.catalog.shards import query

        return query(self.store, question)
