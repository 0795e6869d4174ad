"""A video: as lists show it, and everything that is known of it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from vsearch.web.schemas.lists import Facet, ListPage

VIDEO: JsonDict = {
    "id": "8b8ptngaxx",
    "title": "Morning coffee",
    "file": "morning-coffee.mp4",
    "path": "/films/morning-coffee.mp4",
    "folder": "mornings",
    "duration": 20.0,
    "width": 1280,
    "height": 720,
    "fps": 25.0,
    "date": "2026-03-02",
    "series": "Mornings",
    "language": "en",
    "tags": ["breakfast", "coffee"],
    "frames": 26,
    "words": "morning-coffee.vtt",
    "sound": "sound",
    "status": "indexed",
    "missing": False,
    "thumbnail_time": 7.0,
    "pinned": False,
    "own_picture": False,
}


class VideoFacts(BaseModel):
    """A video: what it is, and how much is known of it."""

    model_config = ConfigDict(json_schema_extra={"example": VIDEO})

    id: str
    title: str
    file: str = Field(description="The name of its file.")
    path: str | None = Field(default=None, description="Where its file lies; viewers are not told.")
    folder: str = Field(default="", description="Its folder below the one that holds all videos of the library.")
    duration: float = Field(description="Seconds.")
    width: int
    height: int
    fps: float
    date: str
    series: str
    language: str
    tags: list[str] = Field(description="The tags that it has, by its maker's word or by decision.")
    frames: int = Field(description="Frames that were kept.")
    words: str = Field(description="Where what is said is known from; `none` where it is not.")
    sound: str = Field(description="What was heard: `sound`, `silent`, `none`, `failed` or `not listened to`.")
    status: Literal["indexed", "damaged"]
    missing: bool = Field(description="Whether its file is gone.")
    thumbnail_time: float | None = Field(default=None, description="The time of the still that stands for it in lists.")
    pinned: bool = Field(default=False, description="Whether somebody chose its thumbnail.")
    own_picture: bool = Field(
        default=False, description="Whether that is somebody's own picture: ask `thumbnail` for it."
    )


class Facets(BaseModel):
    """What the videos of a list can be filtered by, each counted as the other filters leave it."""

    tag: list[Facet] = Field(default_factory=list)
    series: list[Facet] = Field(default_factory=list)
    language: list[Facet] = Field(default_factory=list)
    folder: list[Facet] = Field(default_factory=list)


class Videos(ListPage[VideoFacts]):
    """A part of the list of videos."""

    facets: Facets = Field(default_factory=Facets)


class TimeStretch(BaseModel):
    """From when to when, in seconds."""

    start: float
    end: float


class HeardEvent(TimeStretch):
    """Something that is heard: applause, peak, music, speech or silence."""

    kind: str
    strength: float


class SegmentFacts(TimeStretch):
    """A part of a film that is no picture of its story, such as an intro or credits, or a chapter of it."""

    kind: str = Field(description="`intro`, `credits`, `recap`, `ident` and the like; `chapter` for chapters.")
    title: str = ""
    score: float = 1.0
    sure: bool = True
    decided: bool = Field(default=False, description="Whether somebody said so.")
    because: list[str] = Field(default_factory=list, description="What speaks for it, the strongest first.")


class VideoDetails(VideoFacts):
    """Everything that is known of a video, but for its frames, words and tags, which have lists of their own."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **VIDEO,
                "description": "A slow start.",
                "shots": [{"start": 0.0, "end": 4.2}, {"start": 4.2, "end": 20.0}],
                "events": [{"start": 1.0, "end": 3.5, "kind": "music", "strength": 0.8}],
                "loudness": [-23.1, -22.8],
                "speech": [0.0, 0.8],
                "chapters": [],
                "segments": [],
                "notes": [],
                "decisions": 2,
                "source_gone": False,
            }
        }
    )

    description: str
    shots: list[TimeStretch]
    events: list[HeardEvent]
    loudness: list[float] = Field(description="LUFS, one number a second.")
    speech: list[float] = Field(description="The share of each second in which somebody speaks.")
    chapters: list[SegmentFacts]
    segments: list[SegmentFacts] = Field(description="Intros, credits and the like, where they are known.")
    notes: list[str]
    decisions: int = Field(description="How much was decided about it.")
    source_gone: bool = Field(description="Whether its file is gone, so that only small pictures are left.")


class FrameFacts(BaseModel):
    """A frame that was looked at: kept, or why not."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"row": 3, "time": 1.5, "kept": True, "reason": "", "signals": {"sharpness": 0.4}}
        }
    )

    row: int = Field(description="Its row among the vectors; -1 where it has none.")
    time: float
    kept: bool
    reason: str
    signals: dict[str, float]


class VideoCurve(BaseModel):
    """Values over the times of a video: how much each is worth watching, or how near it is to a prompt."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"times": [0.25, 0.75], "values": [0.1, 0.6], "kind": "highlights"}}
    )

    times: list[float]
    values: list[float]
    kind: Literal["highlights", "prompt"]


class SpokenLine(BaseModel):
    """Something that is said."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "start": 5.2,
                "end": 7.9,
                "text": "First comes the coffee.",
                "source": "morning-coffee.vtt",
                "language": "en",
                "marks": [[16, 22]],
            }
        }
    )

    start: float
    end: float
    text: str
    source: str
    language: str
    marks: list[tuple[int, int]] = Field(description="From which letter of the text to which it answers the words.")


WritingKind = Literal["title", "subtitle", "credits", "ticker", "clock", "logo", "text"]


class ScreenLine(BaseModel):
    """Something that stands on the screen."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "start": 1.0,
                "end": 4.5,
                "text": "Morning Coffee",
                "kind": "title",
                "confidence": 0.98,
                "box": [0.21, 0.4, 0.79, 0.52],
                "marks": [[8, 14]],
            }
        }
    )

    start: float
    end: float
    text: str
    kind: WritingKind
    confidence: float = Field(description="How sure its reader was, from 0 to 1.")
    box: tuple[float, float, float, float] = Field(description="Left, top, right, bottom as shares of the picture.")
    marks: list[tuple[int, int]] = Field(description="From which letter of the text to which it answers the words.")


class Cell(TimeStretch):
    """A small picture in the sprite sheet: when it is shown, and its place in pixels."""

    x: int
    y: int
    w: int
    h: int


class Sprite(BaseModel):
    """Where each small picture lies in the sprite sheet."""

    cells: list[Cell]
