"""What people keep under names: searches and reels."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from vsearch.web.schemas.moments import Name, SearchQuestion

PIECE: JsonDict = {"video": "8b8ptngaxx", "start": 5.2, "end": 8.2, "note": ""}
REEL: JsonDict = {
    "name": "summer",
    "items": [PIECE],
    "target": 30.0,
}


class KeptSearch(BaseModel):
    """A search that is kept under a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "cups", "query": {"words": "a cup"}, "by": "mara", "at": "", "etag": '"00"'}
        }
    )

    name: str
    query: SearchQuestion
    by: str
    at: str
    etag: str = Field(description="What If-Match takes, for whoever replaces or deletes it.")


class Piece(BaseModel):
    """A stretch of a video as it plays in a reel, in seconds."""

    model_config = ConfigDict(extra="forbid")

    video: Name
    start: float = Field(ge=0, le=1e7)
    end: float = Field(ge=0, le=1e7)
    note: str = Field(default="", max_length=2000)


class ReelBody(BaseModel):
    """A reel to keep: its pieces in the order in which they play, and the seconds that it is meant to last."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {k: REEL[k] for k in ("items", "target")}})

    items: list[Piece] = Field(max_length=1000)
    target: float | None = Field(default=None, ge=0, le=1e7)


class KeptPiece(Piece):
    """A piece with the title of its video; `gone` where the library has it no more."""

    title: str
    gone: bool = False


class ReelBrief(BaseModel):
    """A reel in a line."""

    name: str
    pieces: int
    seconds: float
    target: float | None
    by: str
    at: str
    etag: str


class KeptReel(ReelBrief):
    """A reel that is kept, with all its pieces."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **REEL,
                "items": [{**PIECE, "title": "Morning coffee", "gone": False}],
                "pieces": 1, "seconds": 3.0, "by": "mara", "at": "", "etag": '"00"',
            }
        }
    )  # fmt: skip

    items: list[KeptPiece]
