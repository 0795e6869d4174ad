"""Who asks, and what is served."""

from fastapi import APIRouter

from vsearch import __version__
from vsearch.web.context import Context, Here
from vsearch.web.safety.roles import Asker, Person, abilities
from vsearch.web.schemas.session import LibraryBrief, Session

FEATURES = ("search", "thumbnails", "highlights", "tags")
"""What this server can do, for a page that may be newer or older than it."""

routes = APIRouter(tags=["session"])


@routes.get("/session")
def read_session(here: Here, person: Asker) -> Session:
    """Who asks, what they may do, and what is served."""
    return described(here, person)


def described(here: Context, person: Person) -> Session:
    """A person and the library."""
    library = here.library
    brief = LibraryBrief(name=here.name, encoder=library.store.encoder, videos=len(library.ids()))
    return Session(
        name=person.name, role=person.role.name, anonymous=person.anonymous, can=abilities(person),  # type: ignore[arg-type]
        version=__version__, library=brief, features=list(FEATURES),
    )  # fmt: skip
