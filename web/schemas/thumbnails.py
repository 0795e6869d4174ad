"""Thumbnails: candidates with their reasons, their crops, and what is pinned."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vsearch.web.schemas.moments import Name, Reason


class CropBox(BaseModel):
    """A window in a picture, in shares of its width and height; one that is padded reaches beyond it."""

    x: float
    y: float
    w: float
    h: float


class ThumbnailChoice(BaseModel):
    """A frame that could stand for its video, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "time": 7.0,
                "score": 10.58,
                "because": [{"name": "title", "value": 4.0, "share": 1.0}],
                "note": "",
                "pinned": False,
                "picture": None,
                "crops": {"16:9": {"x": 0, "y": 0, "w": 1, "h": 1}, "1:1": {"x": 0.2, "y": 0, "w": 0.5625, "h": 1}},
            }
        }
    )

    time: float
    score: float
    because: list[Reason]
    note: str
    pinned: bool
    picture: str | None = Field(default=None, description="The address of the picture, where it is somebody's own.")
    crops: dict[str, CropBox]


class Pin(BaseModel):
    """What is pinned: a time, or a picture that was brought."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"time": 7.0}})

    time: float | None = Field(default=None, ge=0, le=1e7)
    picture: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "Pin":
        if (self.time is None) == (self.picture is None):
            raise ValueError("give a time or a picture")
        return self


class Pinned(ThumbnailChoice):
    """The thumbnail that was chosen."""

    decisions: list[str] = Field(description="The keys by which this can be undone.")
