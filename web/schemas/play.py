"""How a video plays in a browser."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

PLAY: JsonDict = {
    "mode": "hls",
    "url": "/api/v1/videos/8b8ptngaxx/hls/index.m3u8",
    "type": "application/vnd.apple.mpegurl",
    "why": "Its pictures are coded as hevc, which not every browser decodes.",
    "note": "",
}


class Play(BaseModel):
    """Where a video plays from: its file, or segments that are made while it is watched."""

    model_config = ConfigDict(json_schema_extra={"example": PLAY})

    mode: Literal["file", "hls"]
    url: str
    type: str = Field(description="The media type of what lies at the address.")
    why: str = Field(description="Why the file itself is not played; empty where it is.")
    note: str = Field(description="What is to be said of what is seen, such as that it is smaller.")
