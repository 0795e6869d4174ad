"""Search: moments that answer words, in groups by video."""

from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Query

from vsearch.web import describe
from vsearch.web.context import Here
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.moments import Answer, Group

routes = APIRouter(tags=["search"])


@routes.get("/search")
def search_words(
    here: Here,
    person: Asker,
    words: Annotated[str, Query(max_length=500)],
    top: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Answer:
    """The moments that answer words, best first, in groups by video."""
    started = perf_counter()
    made = here.library.search(words, top=top)
    most = describe.largest(moment.because for moment in made.moments)
    groups = [
        Group(
            video=describe.video(here.library, here.library.entry(id), person),
            moments=[describe.moment(moment, most) for moment in moments],
        )
        for id, moments in made.groups.items()
    ]
    notes = [made.note] if made.note else []
    return Answer(items=groups, sure=made.sure, threshold=made.threshold, notes=notes, took=perf_counter() - started)
