"""Segments: what of videos is packaging, by episode, and how people correct it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from vsearch.web.schemas.videos import SegmentFacts

Kind = Literal["ident", "recap", "intro", "repeated", "credits"]

SEGMENT: JsonDict = {
    "kind": "intro", "start": 31.0, "end": 74.2, "title": "", "score": 0.99, "sure": True, "decided": False,
    "because": ["sound", "pictures", "episodes"],
}  # fmt: skip


class EpisodeParts(BaseModel):
    """A video with what of it is packaging; `series` is "" for a film of none."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "video": "8b8ptngaxx", "title": "The first", "series": "Space Notes", "season": 1, "number": 1,
                "duration": 1480.0, "segments": [SEGMENT], "notes": [], "looked": True,
            }
        }
    )  # fmt: skip

    video: str
    title: str
    series: str
    season: int = Field(description="0 where nobody knows, as `number` is.")
    number: int
    duration: float
    segments: list[SegmentFacts]
    notes: list[str]
    looked: bool = Field(description="False where nobody looked for segments yet.")


class Correction(BaseModel):
    """What somebody says of a stretch: that it is a segment of a kind, or with `right` false that it is none."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"kind": "intro", "start": 31.0, "end": 74.2}}
    )

    kind: Kind
    start: float = Field(default=0.0, ge=0, le=1e7)
    end: float | None = Field(
        default=None, ge=0, le=1e7, description="Without it, and with `right` false, there is none of this kind at all."
    )
    right: bool = True

    @model_validator(mode="after")
    def _stretch(self) -> "Correction":
        if self.end is None and (self.right or self.start):
            raise ValueError("say from when to when it is")
        return self


class Corrected(BaseModel):
    """The segments that a video has now."""

    model_config = ConfigDict(json_schema_extra={"example": {"segments": [SEGMENT], "decisions": ["3f9c0a1b22d4e6f8"]}})

    segments: list[SegmentFacts]
    decisions: list[str] = Field(description="The keys by which this can be undone.")
