"""Files by byte ranges (RFC 9110, 14): a browser asks for the part that it plays, and goes on where it stopped."""

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import anyio
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from vsearch.errors import VideoGone
from vsearch.web.http.problems import problem

_PIECE = 1 << 18
"""Bytes that are read at once: a slow client holds no more of a file than this."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


async def ranged(request: Request, path: Path, kind: str, tag: str) -> Response:
    """A file, or the part of it that was asked for; `tag` names its state, and a part of another is not mixed in."""
    try:
        size = (await anyio.to_thread.run_sync(path.stat)).st_size
    except OSError as error:
        raise VideoGone(f"{path.name} is not there any more.", "put-back") from error
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    part = asked(request.headers, size, tag)
    start, end = part or (0, size)
    if part and start >= end:
        what = f"The file has {size} bytes, and none of those that were asked for."
        return problem(416, "Range outside", what, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(end - start), "Content-Encoding": "identity"}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(_read(path, start, end), 206 if part else 200, headers, kind)


def asked(headers: Mapping[str, str], size: int, tag: str) -> tuple[int, int] | None:
    """The first byte of a range and the one after its last, nothing between them if it is outside; None for the whole.

    What is no range, several ranges and a range of another state are passed over, as the standard allows.
    """
    found = _RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if not found or found.groups() == ("", "") or headers.get("if-range", tag) != tag:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


async def _read(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    # Opened by the path itself: one that is a URL brings its own file.
    async with anyio.wrap_file(await anyio.to_thread.run_sync(lambda: path.open("rb"))) as file:
        await file.seek(start)
        while start < end and (piece := await file.read(min(_PIECE, end - start))):
            yield piece
            start += len(piece)
