"""Pictures that are brought, for a search or as thumbnails of one's own."""

from pydantic import BaseModel, ConfigDict


class GivenPicture(BaseModel):
    """A picture that was brought and is kept for an hour."""

    model_config = ConfigDict(json_schema_extra={"example": {"id": "0123456789abcdef", "width": 1280, "height": 720}})

    id: str
    width: int
    height: int
