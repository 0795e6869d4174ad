"""What a browser plays itself, judged by what is in a file and not by its name; else why it does not."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

import av
from av.stream import Disposition

from vsearch.media.playback.screen import Canvas
from vsearch.readers.clock import begin, begins, first, rewind
from vsearch.readers.packets import Packets, pictures
from vsearch.readers.packets.feed import fed
from vsearch.readers.pictures.colour import transfer
from vsearch.readers.pictures.picture import upright
from vsearch.readers.pictures.turn import Turn
from vsearch.readers.source import source, translated, unreadable

Mode = Literal["file", "copy", "encode"]
"""A file as it is, its pictures in another container, or its pictures encoded anew."""

_APART = 2e-3
"""Seconds by which a browser's zero may differ from the first picture."""
_MP4, _WEBM = "mp4", "webm"
_PICTURES = {_MP4: ("h264", "av1"), _WEBM: ("vp8", "vp9", "av1")}
_SOUNDS = {_MP4: ("aac", "mp3"), _WEBM: ("opus", "vorbis")}
_PROFILES = ("Baseline", "Constrained Baseline", "Main", "High")
_LEVEL = 52
_FORMATS = ("yuv420p", "yuvj420p")
_HLS = "application/vnd.apple.mpegurl"
_TOP = 256
"""Boxes at the top of an MP4 that are looked at; in a film of fragments one of the first is one."""


@dataclass(frozen=True, slots=True)
class Playable:
    """How a film plays, and one sentence why."""

    mode: Mode
    type: str
    why: str
    canvas: Canvas
    fps: float
    sound: bool


def playable(path: Path) -> Playable:
    """How a browser plays a file; VideoUnreadable, with the reason, if nothing can be shown of it."""
    container, stream = source(path)
    try:
        with translated(path):
            group, rows = first(container, stream)
            start = int(rows.gops[0]) if len(rows.gops) else 0
            frame = next(fed(stream.codec_context, group[start:], None), None)
            damaged = frame is None
            if frame is None:
                stream.codec_context.flush_buffers()
                with suppress(av.FFmpegError):
                    rewind(container)
                frame = next(fed(stream.codec_context, pictures(container, stream), None), None)
        if frame is None:
            raise unreadable(path)
        return _judged(_Look(path, container, stream, rows, frame, damaged))
    finally:
        container.close()


@dataclass(frozen=True, slots=True)
class _Look:
    """What is seen of a film at its beginning."""

    path: Path
    container: Any
    stream: Any
    rows: Packets
    frame: Any
    damaged: bool

    @property
    def codec(self) -> str:
        return str(self.stream.codec_context.codec.canonical_name)

    @property
    def family(self) -> str:
        """The container, if it is one that browsers read."""
        name = self.container.format.name
        if "mp4" in name:
            return _MP4
        return _WEBM if "matroska" in name and b"webm" in _head(self.path) else ""

    @property
    def sound(self) -> Any:
        """The sound that is heard, if there is any in a known codec."""
        known = [stream for stream in self.container.streams.audio if stream.codec_context]
        return next((s for s in known if Disposition.default in s.disposition), next(iter(known), None))


def _judged(look: _Look) -> Playable:
    aspect, turn = Fraction(look.stream.sample_aspect_ratio or 1) or Fraction(1), Turn.of(look.frame)
    canvas = Canvas.of(*upright(look.frame, aspect, turn))
    pictures, other = _pictures_why(look, turn), _container_why(look)
    fps, heard = min(120.0, look.rows.rate), look.sound is not None
    if not (pictures or other):
        return Playable("file", f"video/{look.family}", "", canvas, fps, heard)
    copied = not pictures and look.codec == "h264" and turn == Turn() and aspect == 1 and not look.rows.counted
    return Playable("copy" if copied else "encode", _HLS, pictures or other, canvas, fps, heard)


def _pictures_why(look: _Look, turn: Turn) -> str:
    """Why browsers cannot decode the pictures."""
    context, codec = look.stream.codec_context, look.codec
    if codec not in {name for names in _PICTURES.values() for name in names}:
        return f"Its pictures are coded as {codec}, which not every browser decodes."
    if codec == "h264" and (context.profile not in _PROFILES or context.level > _LEVEL):
        return f"Browsers do not decode H.264 of the profile {context.profile} and the level {context.level / 10:g}."
    if transfer(look.frame):
        return "Its pictures are HDR, and are shown in the range of an ordinary screen."
    if look.frame.format.name not in _FORMATS:
        return f"Its pictures are stored as {look.frame.format.name}, browsers take 8 bits with halved colours."
    if look.frame.interlaced_frame:
        return "Its pictures are interlaced."
    if turn.mirrored:
        return "Its pictures are stored mirrored."
    if look.damaged:
        return "It is damaged at its beginning."
    return ""


def _container_why(look: _Look) -> str:
    """Why browsers cannot read the file, although they could decode its pictures."""
    family, sound = look.family, look.sound
    if not family:
        return f"Its container, {look.container.format.long_name}, is none that browsers read."
    if look.codec not in _PICTURES[family]:
        return f"Browsers do not look for {look.codec} in such a container."
    if sound is not None and sound.codec_context.codec.canonical_name not in _SOUNDS[family]:
        return f"Its sound is coded as {sound.codec_context.codec.canonical_name}, which browsers do not decode."
    if look.rows.counted or not begins(look.rows):
        return "It does not begin with a whole picture, or does not say when its pictures are shown."
    if look.container.duration is None or (family == _MP4 and _in_fragments(look.path)):
        return "It does not say how long it is."
    if abs(look.rows.zero - begin(look.container)) > _APART:
        return "Its sound begins before its pictures, and a browser would count from there."
    return ""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _in_fragments(path: Path) -> bool:
    """Whether an MP4 has its pictures in fragments, each with an index of its own."""
    with path.open("rb") as file:
        return any(kind == b"moof" for kind in islice(_boxes(file), _TOP))


def _boxes(file: BinaryIO) -> Iterator[bytes]:
    """The kinds of the boxes at the top of an MP4 (ISO/IEC 14496-12, 4.2)."""
    while len(head := file.read(16)) >= 8:
        length, kind = struct.unpack_from(">I4s", head)
        yield kind
        if length == 1 and len(head) == 16:
            length = struct.unpack_from(">Q", head, 8)[0]
        if length < 8:  # it reaches to the end of the file
            return
        file.seek(length - len(head), 1)
