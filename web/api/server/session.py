"""Who asks, what they may do, and what is served; logging in and out."""

from fastapi import APIRouter, Request, Response

from vsearch import __version__
from vsearch.web.context import Context, Here
from vsearch.web.safety.rates import Rates
from vsearch.web.safety.roles import COOKIE, NotKnown, Person, Role, abilities, bearer, known, nobody
from vsearch.web.schemas.session import LibraryBrief, Login, Session

FEATURES = ("search", "thumbnails", "highlights", "tags", "playback", "saved", "decisions", "jobs", "events")
"""What this server can do, for a page that may be newer or older than it."""

LASTS = 30 * 86_400
"""Seconds for which a browser keeps the cookie."""

routes = APIRouter(tags=["session"])
tries = Rates(rate=1.0, burst=20)
"""How often somebody at one address may try to log in."""


@routes.get("/session")
def read_session(here: Here, request: Request) -> Session:
    """Who asks, what they may do, and what is served; no role where a browser has to log in first."""
    try:
        person = known(here.tokens, request)
    except NotKnown:
        if bearer(request):
            raise
        return Session(name="", role=None, anonymous=False, can=[], version=__version__, library=None, features=[])
    here.rates.take(person.name)
    return described(here, person)


@routes.post("/session")
def log_in(login: Login, here: Here, request: Request, response: Response) -> Session:
    """Log in with a token: a cookie that no script can read holds it from then on."""
    if here.tokens is None:
        return described(here, nobody())
    tries.take(request.client.host if request.client else "")
    found = here.tokens.find(login.token)
    if found is None:
        raise NotKnown("Nobody is known by this token.", "log-in")
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, login.token, max_age=LASTS, httponly=True, samesite="strict", secure=secure)
    return described(here, Person(found.name, Role[found.role]))


@routes.delete("/session", status_code=204)
def log_out(response: Response) -> None:
    """Log out: the cookie is forgotten."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def described(here: Context, person: Person) -> Session:
    """A person and the library."""
    library = here.library
    brief = LibraryBrief(name=here.name, encoder=library.store.encoder, videos=len(library.ids()))
    return Session(
        name=person.name, role=person.role.name, anonymous=person.anonymous, can=abilities(person),  # type: ignore[arg-type]
        version=__version__, library=brief, features=list(FEATURES),
    )  # fmt: skip
