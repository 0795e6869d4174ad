"""What tools answer: typed values, the same as text for those who read text, and small pictures with their captions."""

import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from mcp_types import CallToolResult, ContentBlock, ImageContent, TextContent
from pydantic import BaseModel, Field

from vsearch.cures import cure
from vsearch.errors import VSearchError
from vsearch.escapes import escaped, visible
from vsearch.web.api.stills import still
from vsearch.web.context import Context
from vsearch.web.mcp.cures import ASSISTANT
from vsearch.web.schemas.videos import HeardEvent, SegmentFacts, VideoFacts

SIDE = 320
"""Pixels of the longer side of a picture."""


class VideoSummary(VideoFacts):
    """What is known of a video, without what only a screen can show."""

    description: str
    shots: int = Field(description="How many shots it has.")
    chapters: list[SegmentFacts]
    segments: list[SegmentFacts] = Field(description="Intros, credits and the like, where they are known.")
    events: list[HeardEvent]
    notes: list[str]
    decisions: int = Field(description="How much was decided about it.")


class CutClip(BaseModel):
    """A film that was cut: where it lies, and what it really shows, in seconds of its video."""

    path: str
    video: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A small picture and what it shows."""

    caption: str
    kind: str
    content: bytes


def answered(made: BaseModel, pictures: Iterable[SmallPicture] = ()) -> CallToolResult:
    """A value as structured content and as text, with pictures, each behind its caption."""
    text = made.model_dump_json()
    content: list[ContentBlock] = [TextContent(text=escaped(text))]
    for picture in pictures:
        content.append(TextContent(text=visible(picture.caption)))
        if picture.content:
            content.append(ImageContent(data=b64encode(picture.content).decode(), mime_type=picture.kind))
    return CallToolResult(content=content, structured_content=json.loads(text))


def refused(sentence: str) -> CallToolResult:
    """An error that the assistant reads."""
    return CallToolResult(content=[TextContent(text=" ".join(visible(sentence).split()))], is_error=True)


def worded(error: VSearchError) -> str:
    """An error and its cure as an assistant reads them."""
    return " ".join(part for part in (error.what, cure(error.code, error.facts, ASSISTANT)) if part)


def pictured(here: Context, video: str, time: float) -> SmallPicture:
    """The picture of a video at a time; only a sentence where there is none."""
    caption = f"{here.row(video).title} at {time:g} s"
    try:
        content, note = still(here, video, time, SIDE, "webp")
    except VSearchError as error:
        return SmallPicture(f"No picture of {caption}: {worded(error)}", "", b"")
    return SmallPicture(f"{caption}. {note}" if note else caption, "image/webp", content)
