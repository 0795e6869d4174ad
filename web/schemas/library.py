"""What the library holds and what serves it."""

from pydantic import BaseModel, ConfigDict, Field


class Trouble(BaseModel):
    """A video that something is wrong with, and what."""

    id: str
    title: str
    why: str


class LibraryFacts(BaseModel):
    """What the library holds, and what is to be said of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "films",
                "path": "/films/library",
                "created": "2026-03-02T10:00:00+00:00",
                "videos": 20,
                "frames": 520,
                "duration": 380.0,
                "damaged": [{"id": "8b8ptngaxx", "title": "Morning coffee", "why": "2 frames are damaged."}],
                "missing": [],
                "encoder": "builtin",
                "tower": None,
                "indexing": 0,
                "media": ["films"],
                "notes": [],
            }
        }
    )

    name: str
    path: str | None = Field(default=None, description="Where it lies; viewers are not told.")
    created: str
    videos: int
    frames: int
    duration: float
    damaged: list[Trouble]
    missing: list[Trouble]
    encoder: str
    tower: str | None = Field(description="The tower that serves; null for the zero-shot prior.")
    indexing: int = Field(description="How many videos are being indexed now, by whichever process.")
    media: list[str] = Field(description="Names of the folders under which videos may be indexed.")
    notes: list[str]


class Tower(BaseModel):
    """A query tower: when it was trained, on what, and by how much it is better than none."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "t1",
                "serves": True,
                "made": "2026-03-02 10:00:00",
                "tasks": "thumbnail",
                "videos": 20,
                "gain": "+0.120",
                "encoder": "builtin",
                "promoted": "2026-03-02 10:05 by mara",
                "why": "It is better.",
                "metrics": {},
            }
        }
    )

    name: str
    serves: bool
    made: str
    tasks: str
    videos: int
    gain: str
    encoder: str
    promoted: str
    why: str
    metrics: dict[str, object] = Field(default_factory=dict, description="The figures of its evaluation.")


class Rate(BaseModel):
    """How much of what was shown was judged, and which share of the first k was accepted."""

    name: str
    shown: int
    judged: int
    precision: dict[str, float | None]


class Drift(BaseModel):
    """How far newer videos are from those that were learned from, and how far by chance."""

    distance: float
    usual: float
    chance: float
    learned: int
    newer: int
    drifted: bool


class Need(BaseModel):
    """Whether to train again, and why."""

    yes: bool
    why: str


class Monitored(BaseModel):
    """How good tags have been by week, tag and encoder; drift; whether to train again."""

    weeks: list[Rate]
    tags: list[Rate]
    encoders: list[Rate]
    drift: Drift | None
    need: Need
