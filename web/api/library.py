"""What the library holds, and what serves it."""

from fastapi import APIRouter

from vsearch.web.context import Here
from vsearch.web.schemas.library import LibraryFacts

routes = APIRouter(tags=["library"])


@routes.get("/library")
def read_library(here: Here) -> LibraryFacts:
    """Counts, and what is to be said of the library."""
    library = here.library
    entries = list(library.entries())
    return LibraryFacts(
        name=here.name,
        videos=len(library.ids()),
        encoder=library.store.encoder,
        damaged=sum(entry.status == "damaged" for entry in entries),
        missing=sum(not entry.lies() for entry in entries),
        notes=list(library.notes),
    )
