"""The tools that decide or write files; they are only there where whoever started the server allowed it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Annotated

from fastapi import Response
from mcp_types import CallToolResult
from pydantic import Field

from vsearch.errors import DocumentUnknown, OutputRefused, UsageWrong
from vsearch.filenames import fresh
from vsearch.library.storage.files import remedy
from vsearch.media.clips.clips import Clip, clips
from vsearch.nouns import Moment, Span
from vsearch.web.api import reels, tags, thumbnails
from vsearch.web.context import Context
from vsearch.web.mcp.reading import Id, Names, Seconds
from vsearch.web.mcp.results import CutClip, answered, pictured
from vsearch.web.safety.roles import Person
from vsearch.web.schemas.moments import Name
from vsearch.web.schemas.saved import KeptReel, Piece, ReelBody
from vsearch.web.schemas.tags import LabelChanges, LabelledVideo
from vsearch.web.schemas.thumbnails import Pin, Pinned

LONGEST = 1800.0
"""Seconds of a clip at most."""


class WritingTools:
    """Tools that decide in the name of one person; each tells the keys by which that can be undone."""

    def __init__(self, here: Context, person: Person) -> None:
        self._here, self._person = here, person

    def pin(self, video: Id, time: Seconds) -> Annotated[CallToolResult, Pinned]:
        """Make the frame at a time, in seconds, the thumbnail of a video; the answer shows it."""
        made = thumbnails.pin(video, Pin(time=time), self._here, self._person)
        return answered(made, [pictured(self._here, video, made.time)])

    def label(self, video: Id, add: Names = [], deny: Names = []) -> Annotated[CallToolResult, LabelledVideo]:  # noqa: B006
        """Give tags to a video, and say which it has not."""
        if not add and not deny:
            raise UsageWrong("No tag is given. Name some in `add` or in `deny`.")
        return answered(tags.label(video, LabelChanges(add=add, deny=deny), self._here, self._person))

    def save_to_reel(
        self, reel: Name, video: Id, start: Seconds, end: Seconds, note: Annotated[str, Field(max_length=2000)] = ""
    ) -> Annotated[CallToolResult, KeptReel]:
        """Add a moment to the end of a reel, which is made where there is none of that name."""
        piece, answer = Piece(video=video, start=start, end=end, note=note), Response()
        try:
            kept = reels.read_reel(reel, self._here, answer)
        except DocumentUnknown:
            made = reels.keep_reel(reel, ReelBody(items=[piece]), self._here, self._person, answer, None, "*")
        else:
            body = ReelBody(items=[*kept.items, piece], target=kept.target)
            made = reels.keep_reel(reel, body, self._here, self._person, answer, kept.etag)
        return answered(made)


class Cutting:
    """The tool that cuts clips into one folder, one at a time; it replaces no file."""

    def __init__(self, here: Context, folder: Path) -> None:
        self._here, self._folder = here, folder
        self._turn = Lock()

    def clip(
        self, video: Id, start: Seconds, end: Seconds,
        vertical: Annotated[bool, Field(description="9:16, following the subject.")] = False,
    ) -> Annotated[CallToolResult, CutClip]:  # fmt: skip
        """Cut a moment of a video to a film of its own, exact to the frame; the answer tells where it lies."""
        [piece] = reels.parts(self._here, [Piece(video=video, start=start, end=end)])
        if piece.span.length > LONGEST:
            raise UsageWrong(f"A clip lasts {LONGEST:g} seconds at most, not {piece.span.length:g}.")
        with self._turn:
            made = self._cut(Moment(piece.video, piece.span, 0.0, best=start), vertical)
        span: Span = made.span
        return answered(CutClip(path=str(made.path), video=made.video, start=span.start, end=span.end))

    def _cut(self, moment: Moment, vertical: bool) -> Clip:
        try:
            with TemporaryDirectory(prefix=".vsearch-", dir=self._folder) as room:
                [made] = clips(self._here.library.store, [moment], Path(room), vertical=vertical)
                taken = {path.name.casefold() for path in self._folder.iterdir()}
                path = fresh(self._folder, made.path.stem, made.path.suffix, taken)
                return Clip(made.path.rename(path), made.video, made.asked, made.span)
        except OSError as error:
            raise OutputRefused(f"The clip cannot be written: {error.strerror or error}.", remedy(error)) from error
