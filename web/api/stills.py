"""Pictures of a video: a still at any time and size, and the sheet of small ones."""

from hashlib import blake2b
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from vsearch.errors import VideoGone
from vsearch.web.context import Context, Here
from vsearch.web.pictures import SMALL, encoded, quickest
from vsearch.web.schemas.videos import Cell, Sprite

routes = APIRouter(tags=["pictures"])

LASTING, PASSING = "private, max-age=86400", "private, max-age=30"
"""A video's pictures do not change, for its id is made of its content; a small one only stands in for a while."""

NOTE = "Vsearch-Note"
"""The header that says what is to be said of a picture."""


def pictured(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What a route answers that sends pictures."""
    content: dict[str, Any] = {f"image/{kind}": {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"content": content, "description": "The picture."}, 304: {"description": "It is as it was."}}


@routes.get("/videos/{id}/still", response_class=Response, responses=pictured("webp", "jpeg", "png"))
def read_still(
    id: str,
    here: Here,
    request: Request,
    t: Annotated[float, Query(ge=0, le=1e7, description="Seconds.")] = 0.0,
    w: Annotated[int, Query(ge=16, le=4096, description="Pixels of the longer side, at most.")] = 480,
    format: Annotated[  # noqa: A002
        Literal["auto", "webp", "jpg", "png"],
        Query(description=f"`auto` is WebP, and JPEG above {SMALL} pixels, where it comes much sooner."),
    ] = "auto",
) -> Response:
    """The picture on the screen at a time; a small one of the library's own where the file is gone."""
    row = here.row(id)
    format = quickest(min(w, max(row.width, row.height))) if format == "auto" else format  # noqa: A001
    tag = _tag(here, id, t, w, format)
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": LASTING})
    time = min(t, row.duration) if t < row.duration + 1 else t  # a player's clock may run over the end
    content, note = still(here, id, time, w, format)
    headers = {"Cache-Control": PASSING, NOTE: plain(note)} if note else {"Cache-Control": LASTING, "ETag": tag}
    return Response(content, media_type=f"image/{format.replace('jpg', 'jpeg')}", headers=headers)


def still(here: Context, id: str, time: float, size: int, format: str) -> tuple[bytes, str]:  # noqa: A002
    """The picture at a time as a file, made once a change; with a note where it is a small one of the library's own."""
    state = here.library.revision(id)
    return here.stills.get((id, time, size, format), state, lambda: _made(here, id, time, size, format))


def _made(here: Context, id: str, time: float, size: int, format: str) -> tuple[bytes, str]:  # noqa: A002
    with here.metrics.stage("still"):
        return _decoded(here, id, time, size, format)


def _decoded(here: Context, id: str, time: float, size: int, format: str) -> tuple[bytes, str]:  # noqa: A002
    pixels, note = here.library.picture(id, time, size=size)
    return encoded(pixels, format), note and "The file is gone: this is the small picture that the library kept."


def _tag(here: Context, *parts: object) -> str:
    told = repr((parts, here.library.revision(str(parts[0]))))
    return f'"{blake2b(told.encode(), digest_size=12).hexdigest()}"'


def plain(note: str) -> str:
    """A sentence as a header can carry it."""
    return note.encode("ascii", "replace").decode().replace("\n", " ")


@routes.get(
    "/videos/{id}/sprite.webp",
    response_class=Response,
    responses=pictured("webp"),
)
def read_sprite_sheet(id: str, here: Here, request: Request) -> Response:
    """The sheet of small pictures of a video's kept frames."""
    here.row(id)
    tag = _tag(here, id, "sprite")
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": LASTING})
    sheet = here.library.sprites(id).sheet
    if not sheet:
        raise VideoGone("The library has no small pictures of this video.", "index-again")
    return Response(sheet, media_type="image/webp", headers={"ETag": tag, "Cache-Control": LASTING})


@routes.get("/videos/{id}/sprite")
def read_sprite(id: str, here: Here) -> Sprite:
    """Where each small picture lies in the sheet, and when it is shown."""
    cells = here.library.sprites(here.row(id).id).cells
    return Sprite(
        cells=[Cell(start=span.start, end=span.end, x=x, y=y, w=wide, h=high) for span, (x, y, wide, high) in cells]
    )
