"""Background jobs: what is asked for, how far it is, and how it ended."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from vsearch.web.schemas.moments import Name
from vsearch.web.schemas.saved import Piece

Title = Annotated[str, StringConstraints(min_length=1, max_length=150)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IndexJob(_Asked):
    """Read the videos below a folder into the library: `media` is one of the library's media folders."""

    kind: Literal["index"]
    media: Name
    folder: str = Field(default="", max_length=1000, description="A way below it.")


class ClipJob(_Asked):
    """One moment as a film: exact to the frame, or copied from the key frame before it on; or in 9:16."""

    kind: Literal["clip"]
    video: Name
    start: float = Field(ge=0, le=1e7)
    end: float = Field(ge=0, le=1e7)
    vertical: bool = False
    copying: bool = Field(default=False, alias="copy")


class _Moments(_Asked):
    """Moments in their order: as they are given, or those of a reel that is kept."""

    name: Title = "reel"
    moments: list[Piece] = Field(default_factory=list, max_length=1000)
    reel: Name | None = None
    without_segments: bool = Field(default=False, description="Cut intros, credits and other packaging out of them.")

    @model_validator(mode="after")
    def _something(self) -> "_Moments":
        if bool(self.moments) == (self.reel is not None):
            raise ValueError("give moments, or the name of a reel")
        return self


class ReelJob(_Moments):
    """Moments joined into one film, in the shape of most of them."""

    kind: Literal["reel"]


class VerticalJob(_Moments):
    """Moments joined into one film of 9:16, whose window follows the subject."""

    kind: Literal["vertical"]


class ExportJob(_Moments):
    """Moments as a list of cuts."""

    kind: Literal["export"]
    format: Literal["otio", "edl", "fcpxml", "csv", "vtt", "txt"]


class ThumbnailsJob(_Asked):
    """The thumbnails of videos, in one archive."""

    kind: Literal["thumbnails"]
    videos: list[Name] = Field(min_length=1, max_length=1000)
    top: int = Field(default=1, ge=1, le=12)
    aspects: list[Annotated[str, StringConstraints(pattern=r"^\d{1,3}[:x]\d{1,3}$")]] = Field(default=[], max_length=6)
    size: int = Field(default=1280, ge=16, le=7680)
    format: Literal["jpg", "webp", "png", "avif"] = "jpg"
    with_segments: bool = Field(default=False, description="Let intros, credits and other packaging in.")


Asked = Annotated[IndexJob | ClipJob | ReelJob | VerticalJob | ExportJob | ThumbnailsJob, Field(discriminator="kind")]


class JobFacts(BaseModel):
    """A job: it waits, runs, and is then done, failed or cancelled."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "3f9c0a1b22d4e6f8", "kind": "reel", "name": "summer", "by": "mara", "state": "running",
                "progress": 0.4, "now": "", "error": "", "cure": "", "notes": [], "result": None,
                "created": "2026-03-02T10:00:00.000+00:00", "started": "2026-03-02T10:00:00.100+00:00", "ended": "",
            }
        }
    )  # fmt: skip

    id: str
    kind: str
    name: str = Field(description="What it is called: the reel, the folder.")
    by: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    progress: float | None = Field(description="The share that is done.")
    now: str = Field(description="What it works on.")
    error: str
    cure: str
    notes: list[str]
    result: str | None = Field(description="The name of the file that it made, for GET /jobs/{id}/result.")
    created: str
    started: str
    ended: str
