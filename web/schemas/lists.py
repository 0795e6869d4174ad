"""A list in parts: some items, where the next ones begin, and what is to be said."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

Item = TypeVar("Item")

Cursor = Annotated[str, Query(max_length=200, description="The `next` of the part before.")]
From = Annotated[
    int,
    Query(
        alias="from", ge=0, le=10_000_000, examples=[400],
        description="How many to pass over, where there is no cursor; beyond the end the part is empty.",
    ),
]  # fmt: skip
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Words = Annotated[str, Query(max_length=500)]


class ListPage(BaseModel, Generic[Item]):
    """Some items of a list; `next` is the cursor of those that follow."""

    items: list[Item]
    next: str | None = None
    total: int | None = None
    notes: list[str] = Field(default_factory=list, description="Sentences for who reads the list.")


class Facet(BaseModel):
    """A value to filter by, and how many videos have it."""

    name: str
    count: int


class Decided(BaseModel):
    """What was decided, as far as it can be undone."""

    decisions: list[str] = Field(description="The keys by which this can be undone.")
