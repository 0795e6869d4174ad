"""Moments: stretches of videos that answer a question, and why."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from vsearch.web.schemas.lists import Facet
from vsearch.web.schemas.videos import VIDEO, VideoFacts

MOMENT: JsonDict = {
    "start": 5.2,
    "end": 8.2,
    "best": 7.0,
    "score": 0.61,
    "match": "good",
    "said": "First comes the coffee.",
    "marks": [[16, 22]],
    "because": [{"name": "frames", "value": 0.51, "share": 0.51}, {"name": "speech", "value": 0.44, "share": 0.44}],
}

Name = Annotated[str, StringConstraints(max_length=200)]
Prompt = Annotated[str, StringConstraints(max_length=500)]


Motion = Literal["static", "pan", "tilt", "zoom", "handheld", "action"]


class Reason(BaseModel):
    """One reason for a score; `share` is comparable among all reasons of one answer."""

    name: str
    value: float
    share: float = Field(ge=0, le=1)


class VideoMoment(BaseModel):
    """A stretch of a video; times are seconds from its first picture."""

    model_config = ConfigDict(json_schema_extra={"example": MOMENT})

    start: float
    end: float
    best: float = Field(description="The time of the picture to show.")
    score: float
    match: Literal["exact", "good", "weak", ""]
    said: str
    marks: list[tuple[int, int]] = Field(description="From which letter of `said` to which it answers the words.")
    because: list[Reason]


class Group(BaseModel):
    """The moments of one video, best first."""

    video: VideoFacts
    moments: list[VideoMoment]
    more: int = Field(default=0, description="How many more of its moments were found.")


class SearchFacets(BaseModel):
    """What was found, counted by what it can be filtered by."""

    tag: list[Facet] = Field(default_factory=list)
    folder: list[Facet] = Field(default_factory=list)
    series: list[Facet] = Field(default_factory=list)
    language: list[Facet] = Field(default_factory=list)
    channel: list[Facet] = Field(
        default_factory=list, description="Where the match lies: frames, speech, title, sound."
    )
    length: list[Facet] = Field(default_factory=list, description="Seconds, as `0-60`, `60-600`, `600-3600`, `3600-`.")
    date: list[Facet] = Field(default_factory=list, description="Years.")


class SearchAnswer(BaseModel):
    """What was found, best first; `weak` is what is probably not meant."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [{"video": VIDEO, "moments": [MOMENT], "more": 0}],
                "weak": [],
                "sure": True,
                "threshold": 0.5,
                "facets": {"tag": [{"name": "coffee", "count": 1}]},
                "notes": [],
                "next": None,
                "total": 1,
                "took": 0.012,
            }
        }
    )

    items: list[Group]
    weak: list[Group] = Field(default_factory=list)
    sure: bool = Field(description="Whether any of it is a good match.")
    threshold: float
    facets: SearchFacets = Field(default_factory=SearchFacets)
    notes: list[str] = Field(default_factory=list)
    next: str | None = None
    total: int | None = Field(default=None, description="Videos with a good match.")
    took: float = Field(default=0.0, description="Seconds that the search took.")


class Like(BaseModel):
    """A moment to look for the like of."""

    video: Name
    time: float = Field(ge=0, le=1e7)


class SearchQuestion(BaseModel):
    """What is looked for, and where: words, a picture or a moment, or words with either."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"words": "a cup of coffee", "not": ["tea"], "tags": ["kitchen"], "top": 20}},
        validate_by_name=True,
        validate_by_alias=True,
    )

    words: Prompt = ""
    avoid: list[Prompt] = Field(default_factory=list, alias="not", max_length=8, description="What must not be there.")
    like: Like | None = None
    picture: Name | None = Field(default=None, description="The id of a picture that was brought.")
    within: list[Name] = Field(
        default_factory=list,
        max_length=16,
        description="Channels that are asked: frames, speech, title, sound, screen, motion.",
    )
    tags: list[Name] = Field(default_factory=list, max_length=32, description="Only videos with all of these.")
    folders: list[Name] = Field(default_factory=list, max_length=32, description="Only videos in any of these.")
    series: list[Name] = Field(default_factory=list, max_length=32)
    languages: list[Name] = Field(default_factory=list, max_length=32)
    videos: list[Name] = Field(default_factory=list, max_length=500)
    since: Name | None = Field(default=None, description="A day, a month or a year: 2026-03-02, 2026-03 or 2026.")
    until: Name | None = None
    shortest: float | None = Field(default=None, ge=0, le=1e7, description="Seconds that a video lasts at least.")
    longest: float | None = Field(default=None, ge=0, le=1e7)
    motion: Motion | None = Field(default=None, description="Only moments that move so.")
    sort: Literal["best", "newest", "title", "longest", "shortest"] = "best"
    top: int = Field(default=20, ge=1, le=200, description="Videos in one answer.")
    with_segments: bool = Field(default=False, description="Let intros, credits and other packaging in.")
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = None
