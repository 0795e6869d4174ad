"""A video as lists show it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from vsearch.web.schemas.lists import Facet, Page

VIDEO: JsonDict = {
    "id": "8b8ptngaxx",
    "title": "Morning coffee",
    "file": "morning-coffee.mp4",
    "path": "/films/morning-coffee.mp4",
    "duration": 20.0,
    "width": 1280,
    "height": 720,
    "fps": 25.0,
    "date": "2026-03-02",
    "series": "Mornings",
    "language": "en",
    "tags": ["breakfast", "coffee"],
    "frames": 26,
    "words": "subtitles",
    "sound": "builtin",
    "status": "indexed",
    "missing": False,
    "thumbnail_time": 7.0,
    "pinned": False,
}


class Video(BaseModel):
    """A video: what it is, and how much is known of it."""

    model_config = ConfigDict(json_schema_extra={"example": VIDEO})

    id: str
    title: str
    file: str
    """The name of its file."""
    path: str | None = None
    """Where its file lies; not told to viewers."""
    duration: float
    width: int
    height: int
    fps: float
    date: str
    series: str
    language: str
    tags: list[str]
    frames: int
    """Frames that were kept."""
    words: str
    """Where what is said is known from."""
    sound: str
    status: Literal["indexed", "damaged"]
    missing: bool
    """Whether its file is gone."""
    thumbnail_time: float | None = None
    pinned: bool = False


class Facets(BaseModel):
    """What the videos of a list can be filtered by."""

    tag: list[Facet] = []
    series: list[Facet] = []
    language: list[Facet] = []
    folder: list[Facet] = []


class Videos(Page[Video]):
    """A part of the list of videos."""

    facets: Facets = Facets()
