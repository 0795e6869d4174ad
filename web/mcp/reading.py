"""The tools that look: they change nothing. Each asks what a route of the API asks, and answers in the same types."""

from functools import partial
from threading import Event
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import Response
from mcp_types import CallToolResult
from pydantic import Field

from vsearch.errors import TimeOutside
from vsearch.media.stills.downloads import DownloadShape
from vsearch.web import describe
from vsearch.web.api import reels, tags, thumbnails, videos
from vsearch.web.api.search import answer
from vsearch.web.context import Context
from vsearch.web.http.cursors import part
from vsearch.web.mcp.results import SIDE, SmallPicture, VideoSummary, answered, pictured
from vsearch.web.safety.roles import Person
from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.moments import (
    Like,
    Motion,
    Name,
    Prompt,
    SearchAnswer,
    SearchFacets,
    SearchQuestion,
    VideoMoment,
)
from vsearch.web.schemas.saved import KeptReel, ReelBrief
from vsearch.web.schemas.tags import Tags, VocabularyWord
from vsearch.web.schemas.thumbnails import ThumbnailChoice
from vsearch.web.schemas.videos import SpokenLine, VideoFacts, Videos

FACETS = 8
"""Values that are told of each kind to filter by."""
WEAK = 3
"""Videos with weak matches that are told."""

Id = Annotated[Name, Field(description="The id of a video, as search and list_videos tell it.")]
Names = Annotated[list[Name], Field(max_length=32)]
Channels = Annotated[list[Name], Field(max_length=16, description="Channels: frames, speech, title, sound.")]
Seconds = Annotated[float, Field(ge=0, le=1e7)]
Maybe = Annotated[float | None, Field(ge=0, le=1e7)]
Pictures = Annotated[int, Field(ge=0, le=8, description="How many small pictures to send.")]
Packaging = Annotated[bool, Field(description="Let intros, credits and other packaging in.")]
Place = Annotated[str, Field(max_length=200, description="The `next` of the part before.")]
Day = Annotated[Name | None, Field(description="A day, a month or a year: 2026-03-02, 2026-03 or 2026.")]


class Reading:
    """Tools that look at one library, for one person."""

    def __init__(self, here: Context, person: Person) -> None:
        self._here, self._person = here, person

    async def search(
        self, words: Annotated[Prompt, Field(description="What is shown, said or heard.")] = "",
        avoid: Annotated[list[Prompt], Field(max_length=8, description="What must not be there.")] = [],  # noqa: B006
        like_video: Annotated[Name, Field(description="With like_time: find what resembles this moment.")] = "",
        like_time: Seconds = 0.0, within: Channels = [], tags: Names = [], folders: Names = [],  # noqa: B006
        series: Names = [], languages: Names = [], in_videos: Names = [],  # noqa: B006
        since: Day = None, until: Day = None, shortest: Maybe = None, longest: Maybe = None,
        motion: Annotated[Motion | None, Field(description="Only moments that move so.")] = None,
        sort: Literal["best", "newest", "title", "longest", "shortest"] = "best",
        top: Annotated[int, Field(ge=1, le=50, description="Videos in one answer.")] = 5,
        cursor: Place = "", pictures: Pictures = 3, with_segments: Packaging = False,
    ) -> Annotated[CallToolResult, SearchAnswer]:  # fmt: skip
        """Find moments by what is shown, said or heard, best first, in groups by video; with pictures of the first."""
        like = Like(video=like_video, time=like_time) if like_video else None
        question = SearchQuestion(
            words=words, like=like, within=within, tags=tags, folders=folders, series=series,
            languages=languages, videos=in_videos, since=since, until=until, shortest=shortest, longest=longest,
            motion=motion, sort=sort, top=top, cursor=cursor or None, with_segments=with_segments,
        ).model_copy(update={"avoid": avoid})  # fmt: skip
        gone = Event()
        try:
            work = partial(self._searched, question, pictures, gone)
            return await to_thread.run_sync(work, abandon_on_cancel=True)
        finally:
            gone.set()

    def _searched(self, question: SearchQuestion, pictures: int, gone: Event) -> CallToolResult:
        made = answer(self._here, self._person, question, lambda: not gone.is_set())
        facets = SearchFacets(**{name: values[:FACETS] for name, values in made.facets})
        first = [(group.video.id, group.moments[0].best) for group in (made.items or made.weak)[:pictures]]
        brief = made.model_copy(update={"facets": facets, "weak": made.weak[:WEAK]})
        return answered(brief, (pictured(self._here, id, time) for id, time in first))

    def list_videos(
        self, containing: Annotated[str, Field(max_length=200, description="In title, series, tags or path.")] = "",
        tags: Names = [], series: Names = [], folders: Names = [], languages: Names = [],  # noqa: B006
        missing: Annotated[bool, Field(description="Only those whose file is gone.")] = False,
        unconfirmed: Annotated[bool, Field(description="Only those whose thumbnail nobody chose.")] = False,
        sort: Literal["title", "newest", "indexed", "longest", "shortest", "series"] = "title",
        cursor: Place = "", limit: Annotated[int, Field(ge=1, le=100)] = 20,
    ) -> Annotated[CallToolResult, Videos]:  # fmt: skip
        """List the videos of the library, filtered and sorted, in parts; with what they can be filtered by."""
        made = videos.list_videos(
            self._here, self._person, q=containing, tag=tags, series=series, folder=folders, language=languages,
            ids=[], missing=missing, unconfirmed=unconfirmed, sort=sort, cursor=cursor, limit=limit,
        )  # fmt: skip
        return answered(made)

    def show_video(self, video: Id) -> Annotated[CallToolResult, VideoSummary]:
        """Tell what is known of a video: description, chapters, intros and credits, sound; with its still."""
        known = videos.read_video(video, self._here, self._person).model_dump()
        made = VideoSummary(**{**known, "shots": len(known["shots"])})
        time = made.thumbnail_time if made.thumbnail_time is not None else 0.0
        return answered(made, [pictured(self._here, video, time)])

    def thumbnails(
        self, video: Id, prompt: Annotated[Prompt, Field(description="What it should show.")] = "",
        top: Annotated[int, Field(ge=1, le=8)] = 5, with_segments: Packaging = False,
    ) -> Annotated[CallToolResult, ListPage[ThumbnailChoice]]:  # fmt: skip
        """Offer frames that could stand for a video, best first, with reasons, crops and a picture of each."""
        made = thumbnails.list_thumbnails(video, self._here, self._person, prompt, top, with_segments)
        sent = [self._own(video) if one.picture else pictured(self._here, video, one.time) for one in made.items]
        items = [one.model_copy(update={"picture": None}) for one in made.items]
        return answered(made.model_copy(update={"items": items}), sent)

    def _own(self, video: str) -> SmallPicture:
        best = self._here.library.thumbnails(video, top=1)[0]
        content = self._here.library.thumbnail_file(best, DownloadShape(size=SIDE, kind="webp")).content
        return SmallPicture(f"The picture that was chosen for {self._here.row(video).title}", "image/webp", content)

    def highlights(
        self, video: Id, prompt: Annotated[Prompt, Field(description="What they should show or say.")] = "",
        length: Annotated[float, Field(ge=1, le=3600, description="Seconds of each at most.")] = 30.0,
        top: Annotated[int, Field(ge=1, le=20)] = 5, pictures: Pictures = 3, with_segments: Packaging = False,
        motion: Annotated[Motion | None, Field(description="Only moments that move so.")] = None,
    ) -> Annotated[CallToolResult, ListPage[VideoMoment]]:  # fmt: skip
        """Find the moments of a video most worth watching, or nearest to a prompt, best first, with pictures."""
        made = thumbnails.list_highlights(video, self._here, self._person, prompt, length, top, with_segments, motion)
        return answered(made, (pictured(self._here, video, one.best) for one in made.items[:pictures]))

    def transcript(
        self, video: Id, query: Annotated[Prompt, Field(description="Only lines with one of these words.")] = "",
        start: Seconds = 0.0, end: Seconds = 1e7, cursor: Place = "",
        limit: Annotated[int, Field(ge=1, le=500)] = 100,
    ) -> Annotated[CallToolResult, ListPage[SpokenLine]]:  # fmt: skip
        """Read what is said in a video, with times, in parts; or only the lines with some words."""
        lines = videos.read_transcript(video, self._here, query).items
        inside = [line for line in lines if line.end > start and line.start < end]
        shown, after = part(inside, [f"{line.start:.3f}" for line in inside], cursor, limit)
        return answered(ListPage[SpokenLine](items=shown, next=after, total=len(inside)))

    def picture(self, video: Id, time: Seconds) -> Annotated[CallToolResult, VideoFacts]:
        """Look at a video at a time, in seconds."""
        row = self._here.row(video)
        if time > row.duration:
            raise TimeOutside(f"{row.title} lasts {row.duration:g} seconds and has no picture at {time:g}.")
        (told,) = describe.videos(self._here.library, [row], self._person)
        return answered(told, [pictured(self._here, video, time)])

    def tags(self, video: Id, top: Annotated[int, Field(ge=1, le=20)] = 5) -> Annotated[CallToolResult, Tags]:
        """Tell the tags of a video, those that are suggested, and which videos voted for them."""
        return answered(tags.read_tags(video, self._here, self._person, top))

    def list_tags(
        self, prefix: Annotated[str, Field(max_length=100)] = "", cursor: Place = "",
        limit: Annotated[int, Field(ge=1, le=200)] = 50,
    ) -> Annotated[CallToolResult, ListPage[VocabularyWord]]:  # fmt: skip
        """List the tags of the library with how many videos have each."""
        return answered(tags.list_words(self._here, prefix, cursor, limit))

    def list_reels(self) -> Annotated[CallToolResult, ListPage[ReelBrief]]:
        """List the reels that are kept."""
        return answered(reels.list_reels(self._here))

    def show_reel(self, reel: Name) -> Annotated[CallToolResult, KeptReel]:
        """Tell the pieces of a reel in their order."""
        return answered(reels.read_reel(reel, self._here, Response()))
