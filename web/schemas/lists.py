"""A list in parts: some items, where the next ones begin, and what is to be said."""

from typing import Generic, TypeVar

from pydantic import BaseModel

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """Some items of a list; `next` is the cursor of those that follow."""

    items: list[Item]
    next: str | None = None
    total: int | None = None
    notes: list[str] = []


class Facet(BaseModel):
    """A value to filter by, and how many videos have it."""

    name: str
    count: int
