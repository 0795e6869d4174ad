"""Decisions: the log, and the review."""

from pydantic import BaseModel, ConfigDict, Field

from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.tags import TagVote
from vsearch.web.schemas.videos import SegmentFacts


class DecisionRecord(BaseModel):
    """Something that was decided, under the key by which it is undone."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "key": "3f9c0a1b22d4e6f8", "at": "2026-03-02T10:00:00.000+00:00", "by": "mara", "kind": "label",
                "video": "8b8ptngaxx", "title": "Morning coffee", "tag": "kitchen", "prompt": "", "note": "",
                "time": None, "start": None, "end": None, "undoes": "", "undone": False,
            }
        }
    )  # fmt: skip

    key: str
    at: str
    by: str
    kind: str
    video: str
    title: str
    time: float | None
    start: float | None
    end: float | None
    tag: str
    prompt: str
    note: str
    undoes: str = Field(description="The key of what an undo took back.")
    undone: bool


class ReviewProgress(BaseModel):
    """How much was decided since midnight, by whoever asks, and how much is left."""

    today: int
    left: int


class Candidate(BaseModel):
    """A frame that could stand for a video."""

    time: float
    score: float


class Undecided(BaseModel):
    """What is asked of a video: whether a tag or a segment is right, and why, or which frame stands for it."""

    video: str
    title: str
    tag: str | None = None
    probability: float | None = None
    time: float | None = Field(default=None, description="Where to look.")
    votes: list[TagVote] = Field(default_factory=list)
    segment: SegmentFacts | None = Field(default=None, description="What may be packaging; of segments alone.")
    candidates: list[Candidate] = Field(default_factory=list, description="Best first; of thumbnails alone.")


class ReviewPage(ListPage[Undecided]):
    """What is to be answered, the most telling first."""

    progress: ReviewProgress
