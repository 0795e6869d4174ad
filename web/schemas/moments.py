"""Moments: stretches of videos that answer a question, and why."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from vsearch.web.schemas.videos import Video

MOMENT: JsonDict = {
    "start": 5.2,
    "end": 8.2,
    "best": 7.0,
    "score": 0.61,
    "match": "good",
    "said": "First comes the coffee.",
    "marks": [[16, 22]],
    "because": [{"name": "frames", "value": 0.51, "share": 0.54}, {"name": "speech", "value": 0.44, "share": 0.46}],
}


class Reason(BaseModel):
    """One reason for a score; `share` is comparable among all reasons of one answer."""

    name: str
    value: float
    share: float


class Moment(BaseModel):
    """A stretch of a video; times are seconds from its first picture."""

    model_config = ConfigDict(json_schema_extra={"example": MOMENT})

    start: float
    end: float
    best: float
    """The time of the picture to show."""
    score: float
    match: Literal["exact", "good", "weak", ""]
    said: str
    marks: list[tuple[int, int]]
    """From which letter of `said` to which it answers the words."""
    because: list[Reason]


class Group(BaseModel):
    """The moments of one video, best first."""

    video: Video
    moments: list[Moment]
    more: int = 0
    """How many more of its moments were found."""


class Answer(BaseModel):
    """What was found, best first; `weak` is what is probably not meant."""

    items: list[Group]
    weak: list[Group] = []
    sure: bool
    threshold: float
    notes: list[str] = []
    next: str | None = None
    total: int | None = None
    took: float = 0.0
    """Seconds that the search took."""
