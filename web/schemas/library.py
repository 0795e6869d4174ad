"""What the library holds and what serves it."""

from pydantic import BaseModel, ConfigDict, Field


class Trouble(BaseModel):
    """A video that something is wrong with, and what."""

    id: str
    title: str
    why: str


class Retry(BaseModel):
    """What a job of kind `index` is asked, so that a file is tried again."""

    media: str
    folder: str


class Failed(BaseModel):
    """A file that could not be indexed when it was tried last: why, and what may be done about it."""

    file: str
    path: str | None = Field(description="Where it lies; viewers are not told.")
    why: str
    cure: str
    at: str
    again: Retry | None = Field(description="How an admin has it tried again; null where it lies in no media folder.")


class LibraryOverview(BaseModel):
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
                "failed": [
                    {
                        "file": "torn.mp4",
                        "path": "/films/new/torn.mp4",
                        "why": "torn.mp4 cannot be opened: moov atom not found.",
                        "cure": "Re-encode the file.",
                        "at": "2026-03-02T10:00:00.000+00:00",
                        "again": {"media": "films", "folder": "new"},
                    }
                ],
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
    failed: list[Failed] = Field(description="What could not be indexed and is still there, the latest first.")
    encoder: str
    tower: str | None = Field(description="The tower that serves; null for the zero-shot prior.")
    indexing: int = Field(description="How many videos are being indexed now, by whichever process.")
    media: list[str] = Field(description="Names of the folders under which videos may be indexed.")
    notes: list[str]


class TowerFacts(BaseModel):
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


class AcceptedRate(BaseModel):
    """How much of what was shown was judged, and which share of the first k was accepted."""

    name: str
    shown: int
    judged: int
    precision: dict[str, float | None]


class DriftFacts(BaseModel):
    """How far newer videos are from those that were learned from, and how far by chance."""

    distance: float
    usual: float
    chance: float
    learned: int
    newer: int
    drifted: bool


class TrainingNeed(BaseModel):
    """Whether to train again, and why."""

    yes: bool
    why: str


class MonitorFacts(BaseModel):
    """How good tags have been by week, tag and encoder; drift; whether to train again."""

    weeks: list[AcceptedRate]
    tags: list[AcceptedRate]
    encoders: list[AcceptedRate]
    drift: DriftFacts | None
    need: TrainingNeed
