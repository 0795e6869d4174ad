"""Who asks, what they may do, and what is served."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class LibraryBrief(BaseModel):
    """The library that is served, in three words."""

    name: str
    encoder: str
    videos: int


class Session(BaseModel):
    """Who asks and what they may do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "mara",
                "role": "editor",
                "anonymous": False,
                "can": ["look", "decide", "upload", "export", "see_paths"],
                "version": "0.2.0",
                "library": {"name": "films", "encoder": "builtin", "videos": 20},
                "features": ["search", "thumbnails"],
            }
        }
    )

    name: str
    role: Literal["viewer", "editor", "admin"] | None = Field(description="Null for whom nobody knows yet: log in.")
    anonymous: bool
    """Whether no token was needed."""
    can: list[str]
    version: str
    library: LibraryBrief | None = Field(description="Null where there is no role.")
    features: list[str]


class Login(BaseModel):
    """A token, as `vsearch token add` showed it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"token": "vs_0123456789"}})

    token: str = Field(min_length=1, max_length=200)
