"""Thumbnails: candidates with their reasons and crops, files to download, and what is pinned."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from vsearch.media.stills.downloads import DownloadShape
from vsearch.nouns import Thumbnail
from vsearch.web import describe
from vsearch.web.api.stills import LASTING, NOTE, PASSING, pictured
from vsearch.web.context import Context, Here
from vsearch.web.safety.discretion import notes
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import Decided, ListPage, Words
from vsearch.web.schemas.moments import Motion, VideoMoment
from vsearch.web.schemas.thumbnails import CropBox, Pin, Pinned, ThumbnailChoice

routes = APIRouter(tags=["thumbnails"])

SHAPES = ("16:9", "1:1", "9:16")
"""The shapes whose crops are told."""

Packaging = Annotated[bool, Query(description="Let intros, credits and other packaging in.")]
Share = Annotated[float | None, Query(ge=0, le=1)]


@routes.get("/videos/{id}/thumbnails")
def list_thumbnails(
    id: str,
    here: Here,
    person: Asker,
    prompt: Words = "",
    top: Annotated[int, Query(ge=0, le=24)] = 6,
    with_segments: Packaging = False,
) -> ListPage[ThumbnailChoice]:
    """The frames that could stand for a video, best first, pins before them; `top` 0 lets coverage decide."""
    found = here.library.thumbnails(here.row(id).id, top=top, prompt=prompt, with_segments=with_segments)
    most = describe.largest(one.because for one in found if "pinned" not in one.because)
    said = [*here.library.notes, *(one.note for one in found if one.path is None)]
    return ListPage(items=[_told(here, one, most) for one in found], total=len(found), notes=notes(said, person))


def _told(here: Context, one: Thumbnail, most: float) -> ThumbnailChoice:
    windows = {} if one.path else here.library.crops(one.video, one.time, SHAPES)
    return ThumbnailChoice(
        time=one.time,
        score=one.score,
        because=describe.reasons(one.because, most),
        note=one.note,
        pinned="pinned" in one.because,
        picture=f"/api/v1/videos/{one.video}/thumbnail?size=1280" if one.path else None,
        crops={name: CropBox(x=x, y=y, w=w, h=h) for name, (x, y, w, h) in windows.items()},
    )


@routes.get(
    "/videos/{id}/thumbnail",
    response_class=Response,
    responses=pictured("jpeg", "webp", "png", "avif"),
)
def download_thumbnail(
    id: str,
    here: Here,
    t: Annotated[float | None, Query(ge=0, le=1e7, description="Seconds; the best thumbnail without it.")] = None,
    aspect: Annotated[str, Query(max_length=20, pattern=r"^(\d{1,3}(\.\d{1,3})?[:x]\d{1,3}(\.\d{1,3})?)?$")] = "",
    size: Annotated[int, Query(ge=16, le=7680, description="Pixels of the longer side, at most.")] = 1280,
    x: Annotated[Share, Query(description="Where a moved crop begins, as a share of the width.")] = None,
    y: Share = None,
    format: Annotated[Literal["jpg", "webp", "png", "avif"], Query()] = "jpg",  # noqa: A002
) -> Response:
    """A thumbnail as a file, cut to a shape where one is asked for, as `vsearch thumbnail` writes it."""
    row = here.row(id)
    chosen = Thumbnail(row.id, t, 0.0) if t is not None else here.library.thumbnails(row.id, top=1)[0]
    made = here.library.thumbnail_file(chosen, DownloadShape(aspect, size, format, x, y))
    name = made.name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers |= {NOTE: "The file is gone: this is a small picture.", "Cache-Control": PASSING} if made.note else {}
    headers |= {"Cache-Control": LASTING if t is not None and not made.note else PASSING}
    return Response(made.content, media_type=f"image/{format.replace('jpg', 'jpeg')}", headers=headers)


@routes.put("/videos/{id}/pin")
def pin(id: str, pin: Pin, here: Here, person: Asker) -> Pinned:
    """Make a time, or a picture that was brought, the thumbnail of a video."""
    row, acting = here.row(id), here.deciding(person)
    choice = f"{pin.time:.3f}" if pin.time is not None else str(here.pictures.path(pin.picture or ""))
    told = _told(here, acting.pin(row.id, choice), 1.0)
    return Pinned(**told.model_dump(), decisions=acting.store.decided)


@routes.delete("/videos/{id}/pin")
def unpin(id: str, here: Here, person: Asker) -> Decided:
    """Take the pins of a video back."""
    acting = here.deciding(person)
    acting.unpin(here.row(id).id)
    return Decided(decisions=acting.store.decided)


@routes.get("/videos/{id}/highlights", tags=["highlights"])
def list_highlights(
    id: str,
    here: Here,
    person: Asker,
    prompt: Words = "",
    length: Annotated[float, Query(ge=1, le=3600, description="Seconds that a moment lasts at most.")] = 30.0,
    top: Annotated[int, Query(ge=1, le=50)] = 5,
    with_segments: Packaging = False,
    motion: Annotated[Motion | None, Query(description="Only moments that move so.")] = None,
) -> ListPage[VideoMoment]:
    """The moments of a video most worth watching, or nearest to a prompt, best first."""
    row = here.row(id)
    found = here.library.highlights(
        row.id, prompt=prompt, length=length, top=top, with_segments=with_segments, motion=motion or ""
    )
    most = describe.largest(one.because for one in found)
    said = [*here.library.notes, *here.library.remarks(found, prompt, motion or "")]
    return ListPage(items=[describe.moment(one, most) for one in found], total=len(found), notes=notes(said, person))
