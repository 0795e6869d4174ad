"""Videos: the list, and one of them."""

from typing import Annotated

from fastapi import APIRouter, Query

from vsearch.web import describe
from vsearch.web.context import Here
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.videos import Video, Videos

routes = APIRouter(tags=["videos"])


@routes.get("/videos")
def list_videos(here: Here, person: Asker, q: Annotated[str, Query(max_length=200)] = "") -> Videos:
    """Videos by title."""
    rows = here.library.list(q)
    return Videos(
        items=[describe.video(here.library, here.library.entry(row.id), person) for row in rows], total=len(rows)
    )


@routes.get("/videos/{id}")
def read_video(id: str, here: Here, person: Asker) -> Video:
    """One video."""
    return describe.video(here.library, here.library.find(id), person)
