"""Conditional requests: which revision a writer replaces, as HTTP's If-Match and If-None-Match say it."""

from typing import Annotated

from fastapi import Header

from vsearch.errors import UsageWrong, VSearchError

ANY = "*"

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=200, description="The `etag` of what is replaced.")]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=200, description="`*` where there must be none yet.")
]


class Unconditional(VSearchError):
    """A writer does not say what is replaced."""


def etag(revision: str) -> str:
    """A revision as HTTP writes it."""
    return f'"{revision}"'


def replaced(match: str | None, none: str | None) -> str | None:
    """The revision that a writer replaces: "" for none, "*" for whichever is there; None where nothing is said."""
    if match is None:
        if none not in (None, ANY):
            raise UsageWrong(f"If-None-Match is {none!r}. Send `*`, or If-Match with an etag.")
        return None if none is None else ""
    told = match.strip().removeprefix("W/").strip('"')
    return told or "-"
