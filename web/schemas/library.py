"""What the library holds and what serves it."""

from pydantic import BaseModel


class LibraryFacts(BaseModel):
    """What the library holds, and what is to be said of it."""

    name: str
    videos: int
    encoder: str
    damaged: int = 0
    missing: int = 0
    notes: list[str] = []
