"""Pictures of a video: a still at any time and size."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from vsearch.web.context import Here
from vsearch.web.pictures import encoded

routes = APIRouter(tags=["pictures"])


@routes.get("/videos/{id}/still", response_class=Response)
def read_still(
    id: str,
    here: Here,
    t: Annotated[float, Query(ge=0, le=1e7)] = 0.0,
    w: Annotated[int, Query(ge=16, le=4096)] = 480,
    format: Annotated[Literal["webp", "jpg", "png"], Query()] = "webp",  # noqa: A002
) -> Response:
    """The picture on the screen at a time, no side longer than asked."""
    pixels, note = here.library.picture(id, t, size=w)
    headers = {"Vsearch-Note": note.encode("ascii", "replace").decode()} if note else {}
    return Response(encoded(pixels, format), media_type=f"image/{format.replace('jpg', 'jpeg')}", headers=headers)
