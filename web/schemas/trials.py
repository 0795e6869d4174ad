"""Trials of thumbnails: arms, what to show to whom, and what was seen and clicked."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

ARM: JsonDict = {
    "time": 7.0, "score": 10.58, "propensity": 1.0, "shown": 1204, "clicked": 71, "rate": 0.058, "best": 0.83,
    "loss": 0.004, "share": 0.7, "dropped": False, "barred": False,
}  # fmt: skip
TRIAL: JsonDict = {
    "video": "8b8ptngaxx", "title": "Morning coffee", "trial": "3f9c0a1b22d4", "state": "running", "share": 0.2,
    "by": "mara", "at": "2026-03-02T10:00:00.000+00:00", "winner": None, "waiting": 0, "arms": [ARM],
}  # fmt: skip
SHOWN: JsonDict = {
    "event": "a81f", "kind": "impression", "video": "8b8ptngaxx", "time": 7.0, "viewer": "u-77", "position": 3,
    "propensity": 0.34, "at": "2026-03-02T10:00:00+00:00",
}  # fmt: skip


class TriedFrame(BaseModel):
    """A frame that is tried, what was counted of it, and what that tells."""

    model_config = ConfigDict(json_schema_extra={"example": ARM})

    time: float
    score: float
    propensity: float = Field(description="The chance that it had to be drawn as an arm.")
    shown: int
    clicked: int
    rate: float = Field(description="Clicks an impression, with place, hour, day and patience taken out.")
    best: float = Field(description="The probability that it is the best.")
    loss: float = Field(description="What choosing it is expected to lose against the best, as a share of the best.")
    share: float = Field(description="How often it is shown now, of those who take part.")
    dropped: bool
    barred: bool = Field(description="It was rejected, or is packaging, and is shown no more.")


class TrialFacts(BaseModel):
    """A trial of a video, and how its arms stand."""

    model_config = ConfigDict(json_schema_extra={"example": TRIAL})

    video: str
    title: str
    trial: str
    state: Literal["running", "stopped", "won", "withdrawn"]
    share: float
    by: str
    at: str
    winner: float | None
    arms: list[TriedFrame]
    waiting: int = Field(description="Clicks whose impressions have not come yet.")


class TrialPlan(BaseModel):
    """How a video is tried."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"arms": 3, "share": 0.2}})

    arms: int = Field(default=3, ge=2, le=6)
    share: float = Field(default=0.2, gt=0, le=1, description="Of the viewers; the others see the first arm.")


class ThumbnailToShow(BaseModel):
    """What to show to a viewer, and what to write down with the impression."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "video": "8b8ptngaxx", "time": 7.0, "trial": "3f9c0a1b22d4", "propensity": 0.34, "why": "trial",
                "picture": "/api/v1/videos/8b8ptngaxx/thumbnail?t=7.0",
            }
        }
    )  # fmt: skip

    video: str
    time: float
    trial: str = Field(description="Empty where nothing is tried, and nothing need be sent.")
    propensity: float
    why: Literal["trial", "others", "pinned", "won", "best"]
    picture: str = Field(description="The address of the picture.")


class TrialEvent(BaseModel):
    """A thumbnail that was shown to somebody, or clicked; a click names its impression, or its viewer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": SHOWN})

    event: str = Field(max_length=200, description="What it is known by when it is sent again.")
    kind: str = Field(max_length=40, description="impression or click")
    video: str = Field(default="", max_length=200)
    trial: str = Field(default="", max_length=64)
    time: float | None = Field(default=None, description="The arm that was shown.")
    viewer: str = Field(default="", max_length=200)
    position: float | None = Field(default=None, description="1 is the first.")
    propensity: float | None = None
    impression: str = Field(default="", max_length=200, description="The event that was clicked.")
    at: str | float = Field(description="A moment with its offset, or seconds since 1970.")


class TrialEventList(BaseModel):
    """What was seen and clicked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"items": [SHOWN]}})

    items: list[TrialEvent] = Field(max_length=1000)


class EventsTaken(BaseModel):
    """What became of them; `notes` name those that were passed over."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"taken": 1, "known": 0, "waiting": 0, "ended": 0, "decisions": [], "notes": []}}
    )

    taken: int
    known: int = Field(description="Those that had come before.")
    waiting: int
    ended: int = Field(description="Those of trials that have ended.")
    decisions: list[str] = Field(description="The keys by which winners and dropped arms can be undone.")
    notes: list[str]
