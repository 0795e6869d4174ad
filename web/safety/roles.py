"""Who a request comes from, and what their role may do: one table of routes, asked in one place before any of them."""

import getpass
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, cast

from fastapi import Depends, Request

from vsearch.errors import VSearchError


class Role(IntEnum):
    """What somebody may do; each role may do what those below it may."""

    viewer = 1
    editor = 2
    admin = 3


class NotKnown(VSearchError):
    """Nobody is known by what the request brought."""


class NotAllowed(VSearchError):
    """The role of who asks does not allow it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the name that decisions carry, and the role."""

    name: str
    role: Role
    anonymous: bool = False


OPEN = frozenset({"POST /session", "DELETE /session"})
"""What may be asked by whom nobody knows yet."""

VIEWERS = """
GET /session
GET /library
GET /videos
GET /videos/{id}
GET /videos/{id}/frames
GET /videos/{id}/curve
GET /videos/{id}/transcript
GET /videos/{id}/sprite.webp
GET /videos/{id}/sprite
GET /videos/{id}/still
GET /videos/{id}/thumbnails
GET /videos/{id}/thumbnail
GET /videos/{id}/highlights
GET /videos/{id}/tags
GET /videos/{id}/play
GET /videos/{id}/file
GET /videos/{id}/hls/index.m3u8
GET /videos/{id}/hls/init.mp4
GET /videos/{id}/hls/{n}.m4s
GET /search
POST /search
GET /vocabulary
GET /searches
GET /reels
GET /reels/{name}
GET /events
GET /towers
GET /monitor
"""
EDITORS = """
PUT /videos/{id}/pin
DELETE /videos/{id}/pin
POST /videos/{id}/labels
POST /pictures
GET /decisions
POST /decisions/{key}/undo
GET /review
PUT /searches/{name}
DELETE /searches/{name}
PUT /reels/{name}
DELETE /reels/{name}
GET /jobs
POST /jobs
GET /jobs/{id}
DELETE /jobs/{id}
GET /jobs/{id}/result
"""

NEEDS = {
    route: role
    for role, routes in ((Role.viewer, VIEWERS), (Role.editor, EDITORS))
    for route in routes.strip().splitlines()
}
"""The role that each route needs; one that stands nowhere needs an administrator."""

ABILITIES = {
    "look": Role.viewer,
    "decide": Role.editor,
    "upload": Role.editor,
    "export": Role.editor,
    "see_paths": Role.editor,
    "index": Role.admin,
}
"""What the page shows or hides, by the role that it needs."""


def abilities(person: Person) -> list[str]:
    """What a person may do, in the words that the page asks for."""
    return [name for name, least in ABILITIES.items() if person.role >= least]


def nobody() -> Person:
    """Who asks where no tokens are: whoever sits at this machine."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return Person(name, Role.admin, anonymous=True)


def _person(request: Request) -> Person:
    return cast(Person, request.state.person)


Asker = Annotated[Person, Depends(_person)]
"""A parameter of a route that is given who asks."""


def check(request: Request) -> None:
    """Refuse what the role of who asks does not allow; a dependency of all routes of the API."""
    place: str = request.scope["route"].path
    asked = f"{request.method} {place.removeprefix('/api/v1')}"
    request.state.person = nobody()
    least = NEEDS.get(asked, Role.admin)
    if asked not in OPEN and request.state.person.role < least:
        raise NotAllowed(f"This needs the role {least.name}.", "ask-admin")
