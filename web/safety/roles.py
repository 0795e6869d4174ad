"""Who a request comes from, and what their role may do: one table of routes, asked in one place before any of them."""

import getpass
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, cast

from fastapi import Depends, Request

from vsearch.errors import VSearchError
from vsearch.tokens import TokenFile


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


COOKIE = "vsearch"
"""The name of the cookie that holds a secret, which no script can read."""

OPEN = frozenset({"GET /session", "POST /session", "DELETE /session"})
"""What may be asked by whom nobody knows yet."""

VIEWERS = """
GET /library
GET /videos
GET /videos/{id}
GET /videos/{id}/frames
GET /videos/{id}/curve
GET /videos/{id}/transcript
GET /videos/{id}/screen
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
GET /pictures/{id}
GET /segments
GET /search
POST /search
GET /vocabulary
GET /searches
GET /reels
GET /reels/{name}
GET /events
GET /towers
GET /trials
GET /videos/{id}/trial
GET /videos/{id}/trial/thumbnail
GET /monitor
"""
EDITORS = """
PUT /videos/{id}/pin
DELETE /videos/{id}/pin
POST /videos/{id}/labels
POST /videos/{id}/segments
POST /videos/{id}/trial
DELETE /videos/{id}/trial
POST /trials/events
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


async def _person(request: Request) -> Person:
    return cast(Person, request.state.person)


Asker = Annotated[Person, Depends(_person)]
"""A parameter of a route that is given who asks."""


async def check(request: Request) -> None:
    """Refuse what the role of who asks does not allow, and who asks too much; a dependency of all routes of the API."""
    place: str = request.scope["route"].path
    asked = f"{request.method} {place.removeprefix('/api/v1')}"
    if asked in OPEN:
        return
    context = request.app.state.context
    person = request.state.person = known(context.tokens, request)
    context.rates.take(person.name)
    least = NEEDS.get(asked, Role.admin)
    if person.role < least:
        what = f"This needs the role {least.name}, and {person.name} has the role {person.role.name}."
        raise NotAllowed(what, "ask-admin")


def known(tokens: TokenFile | None, request: Request) -> Person:
    """Who asks, by the bearer header or the cookie; whoever sits at this machine where there are no tokens."""
    if tokens is None:
        return nobody()
    secret = bearer(request) or request.cookies.get(COOKIE, "")
    found = tokens.find(secret) if secret else None
    if found is None:
        raise NotKnown("Nobody is known by this token." if secret else "Who asks is not known.", "log-in")
    return Person(found.name, Role[found.role])


def still_known(tokens: TokenFile | None, request: Request) -> bool:
    """Whether who asked is known yet: a stream ends when a token is revoked."""
    try:
        return bool(known(tokens, request))
    except VSearchError:
        return False


def bearer(request: Request) -> str:
    """The secret of the bearer header; nothing where there is none."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""
