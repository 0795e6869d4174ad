"""Pictures that are brought: to search with, or as thumbnails of one's own."""

from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from vsearch.web.context import Here
from vsearch.web.schemas.pictures import GivenPicture

routes = APIRouter(tags=["pictures"])


@routes.post("/pictures", status_code=201)
def bring_picture(
    here: Here, file: Annotated[UploadFile, File(description="A JPEG, PNG or WebP file.")]
) -> GivenPicture:
    """Bring a picture: a search or a pin names it by its id within an hour."""
    return here.pictures.add(file.file.read(here.settings.limits.picture + 1))
