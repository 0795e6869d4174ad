"""Pictures that are brought: to search with, or as thumbnails of one's own."""

from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import Response

from vsearch.web.api.stills import pictured
from vsearch.web.context import Here
from vsearch.web.pictures import reduced
from vsearch.web.schemas.pictures import GivenPicture

routes = APIRouter(tags=["pictures"])


@routes.post("/pictures", status_code=201)
def bring_picture(
    here: Here, file: Annotated[UploadFile, File(description="A JPEG, PNG or WebP file.")]
) -> GivenPicture:
    """Bring a picture: a search or a pin names it by its id within an hour."""
    return here.pictures.add(file.file.read(here.settings.limits.picture + 1))


@routes.get("/pictures/{id}", response_class=Response, responses=pictured("jpeg"))
def read_picture(
    id: str,
    here: Here,
    w: Annotated[int, Query(ge=16, le=1280, description="Pixels of the longer side, at most.")] = 480,
) -> Response:
    """A picture that was brought, small: a search by it shows what is looked for, wherever its address is opened."""
    content = reduced(here.pictures.path(id), w)
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
