"""Open a video file with one decoder thread, and say in one sentence why it cannot be read."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

from vsearch.errors import VideoGone, VideoUnreadable
from vsearch.objects import UrlPath
from vsearch.settings import Limits

if TYPE_CHECKING:
    from vsearch.objects.film import RangedFile

# Decoders write to the standard error by themselves; what matters of it is counted and reported instead.
av.logging.set_level(None)
av.logging.set_libav_level(av.logging.PANIC)

_LENIENT: dict[str, Any] = {"metadata_errors": "ignore"} if int(av.__version__.split(".")[0]) < 19 else {}
"""What lets metadata pass that is not UTF-8; from PyAV 19 on it always does, its bytes as surrogates."""

_EDGE, _EDGE_ELSEWHERE = 1 << 20, 1 << 17
"""Bytes at either end of a file in which the marks of encryption are looked for."""
_SEALS = (b"encv", b"sinf", b"schm")
"""The boxes that encrypted MP4 has together; without its key a decoder may take noise for pictures."""
_EBML = b"\x1a\x45\xdf\xa3"
"""How Matroska and WebM begin."""
_CLUSTER = b"\x1f\x43\xb6\x75"
"""Where Matroska's pictures begin: any two bytes occur in them sooner or later."""
_LOCK = re.compile(rb"\x6d\x80.{1,14}\x62\x40.{1,40}?\x50\x35", re.DOTALL)
"""Matroska's ContentEncodings, a ContentEncoding in it, a ContentEncryption in that (RFC 9559, 5.1.4.1.31)."""


def source(path: Path, device: Any = None, *, learn: bool = True) -> tuple[Any, Any]:
    """An open container and its main video stream, decoded on a device if one is named; whoever asked closes it.

    To `learn` how its pixels lie a demuxer decodes a picture, which takes as long as any; a decoded frame tells it too.
    """
    _check(path)
    with translated(path):
        container = opened(path, device=device, learn=learn)
    try:
        return container, _picture_stream(container, path)
    except BaseException:
        container.close()
        raise


def opened(path: Path, file: "RangedFile | None" = None, device: Any = None, *, learn: bool = True) -> Any:
    """An open container, whatever its name and its metadata are encoded in."""
    # A demuxer may decode a picture of each stream to learn about it.
    options = {"max_pixels": str(Limits.chosen().film), **({} if learn else {"skip_frame": "all"})}
    if isinstance(path, UrlPath):
        return av.open(file or path.open(), options=options, hwaccel=device, **_LENIENT)
    return av.open(os.fsencode(path).decode("utf-8", "surrogateescape"), options=options, hwaccel=device, **_LENIENT)


def demuxed(container: Any, streams: Any = None) -> Iterator[Any]:
    """The packets of some streams, or of all that were there at the beginning.

    A damaged file may bring forth a new stream in its middle, at which PyAV gives up: its packets are passed over.
    """
    while True:
        try:
            yield from container.demux() if streams is None else container.demux(streams)
            return
        except IndexError:
            continue


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what the decoding libraries raise into a sentence about the video."""
    try:
        yield
    except FileNotFoundError as error:
        raise VideoGone(f"{_name(path)} is not there any more. Put it back, or remove it from the library.") from error
    except PermissionError as error:
        raise VideoUnreadable(f"{_name(path)} may not be read. Change its permissions.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise VideoUnreadable(_why(path)) from error


def _check(path: Path) -> None:
    """Refuse what is no file before a demuxer guesses at it."""
    name = _name(path)
    if path.is_symlink() and not path.exists():
        raise VideoGone(f"{name} is a link to {path.readlink()}, which is not there. Mend or remove the link.")
    if not path.exists():
        raise VideoGone(f"{name} does not exist. Check the path.")
    if not path.is_file():
        raise VideoUnreadable(f"{name} is not a file. Name a video inside it.")
    if path.stat().st_size == 0:
        raise VideoUnreadable(f"{name} is empty (0 bytes). Copy it again from its source.")
    if not isinstance(path, UrlPath) and not os.access(path, os.R_OK):
        raise VideoUnreadable(f"{name} may not be read. Change its permissions.")


def _picture_stream(container: Any, path: Path) -> Any:
    """The stream that players would show: not a cover picture, not an empty track."""
    covers = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    streams = [s for s in container.streams.video if not s.disposition & covers]
    if not streams:
        kinds = sorted({s.type for s in container.streams}) or ["nothing"]
        raise VideoUnreadable(
            f"{_name(path)} has no pictures, only {' and '.join(kinds)}. Give a file with a video stream."
        )
    stream = next((s for s in streams if s.codec_context and s.codec_context.width), streams[0])
    if stream.codec_context is None:
        raise VideoUnreadable(f"{_name(path)} uses a codec that is unknown here. Convert it to H.264 first.")
    edges = _edges(path)
    if stream.codec_context.codec_tag == "encv" or all(mark in edges for mark in _SEALS):
        raise VideoUnreadable(_locked(path))
    _check_size(stream, path)
    stream.codec_context.thread_count = 1
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all
    return stream


def _check_size(stream: Any, path: Path) -> None:
    """Refuse what is too large by its header, and have the decoder refuse what turns out so."""
    limit, context = Limits.chosen().film, stream.codec_context
    width = round(context.width * max(1, stream.sample_aspect_ratio or 1))
    if width * context.height > limit:
        raise VideoUnreadable(
            f"{_name(path)} has pictures of {width}x{context.height}, more than the {limit / 1e6:g} million pixels "
            "that are decoded.", "allow-larger", variable=Limits.FILM,
        )  # fmt: skip
    context.options = {"max_pixels": str(limit)}


def _why(path: Path) -> str:
    if encrypted(path):
        return _locked(path)
    return f"{_name(path)} is not a video, or is damaged from its first byte on. Check that it plays, or copy it again."


def unreadable(path: Path) -> VideoUnreadable:
    """What to raise for a file that opens and yields no picture."""
    if encrypted(path):
        return VideoUnreadable(_locked(path))
    return VideoUnreadable(
        f"{_name(path)} holds no picture that can be decoded: it is damaged, or larger than "
        f"{Limits.chosen().film / 1e6:g} million pixels. Check that it plays, or copy it again."
    )


def encrypted(path: Path) -> bool:
    """Whether the file carries the marks of encrypted pictures."""
    edges = _edges(path)
    if edges.startswith(_EBML):
        return _LOCK.search(edges.partition(_CLUSTER)[0]) is not None
    return b"encv" in edges  # an encrypted sample entry of MP4 ("Common encryption", ISO/IEC 23001-7)


def _edges(path: Path) -> bytes:
    """Both ends of a file."""
    with path.open("rb") as file:
        edge = _EDGE_ELSEWHERE if isinstance(path, UrlPath) else _EDGE
        head = file.read(edge)
        file.seek(max(0, path.stat().st_size - edge))
        return head + file.read(edge)


def _locked(path: Path) -> str:
    return f"{_name(path)} is encrypted, and there is no key for it. Give an unprotected copy."


def _name(path: Path) -> str:
    """A path that can be printed, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")
