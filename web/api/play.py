"""Playing: how a video plays, its file by byte ranges, and its segments, made while it is watched."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.params import Path as PathParam
from fastapi.responses import Response

from vsearch.errors import VideoGone
from vsearch.media.playback.player import Playing
from vsearch.web.api.stills import LASTING, NOTE, plain
from vsearch.web.context import Context, Here
from vsearch.web.playback import ranges, waiting
from vsearch.web.schemas.play import Play

routes = APIRouter(tags=["playing"])

_PLAYLIST = "application/vnd.apple.mpegurl"
Version = Annotated[str, Query(max_length=64, description="The state of the file, as the list of segments names it.")]
Number = Annotated[int, PathParam(ge=0, le=10**6)]


def _sent(kind: str, why: str) -> dict[int | str, dict[str, object]]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"content": content, "description": why}, 304: {"description": "It is as it was."}}


@routes.get("/videos/{id}/play")
def read_play(id: str, here: Here) -> Play:
    """How a video plays in a browser: its file where every browser can, else segments."""
    playing, place = _playing(here, id), f"/api/v1/videos/{id}"
    seen = playing.playable
    if seen.mode == "file":
        return Play(mode="file", url=f"{place}/file", type=seen.type, why="", note="")
    width, height = seen.canvas.width, seen.canvas.height
    smaller = seen.mode == "encode" and height < here.row(id).height
    note = f"It is shown at {width}x{height}." if smaller else ""
    return Play(mode="hls", url=f"{place}/hls/index.m3u8", type=_PLAYLIST, why=seen.why, note=note)


@routes.get(
    "/videos/{id}/file",
    response_class=Response,
    responses={**_sent("video/*", "The file."), 206: {"description": "A part of it."}},
)
async def read_file(id: str, here: Here, request: Request) -> Response:
    """The video's own file, whole or the range of bytes that is asked for."""
    playing = await to_thread.run_sync(_playing, here, id)
    kind = playing.playable.type if playing.playable.mode == "file" else "application/octet-stream"
    return await ranges.ranged(request, playing.film.path, kind, f'"{playing.key}"')


@routes.get("/videos/{id}/hls/index.m3u8", response_class=Response, responses=_sent(_PLAYLIST, "The list."))
def list_segments(id: str, here: Here, request: Request) -> Response:
    """All segments of a video and their lengths, as HLS lists them."""
    playing = _playing(here, id)
    tag = f'"{playing.key}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(playing.film.playlist(f"?v={playing.key}"), media_type=_PLAYLIST, headers=headers)


@routes.get("/videos/{id}/hls/init.mp4", response_class=Response, responses=_sent("video/mp4", "The beginning."))
def read_beginning(id: str, here: Here, request: Request, v: Version = "") -> Response:
    """What stands before all segments of a video."""
    playing = _playing(here, id, v)
    return _cached(request, playing, "init") or _part(here.player.header(playing), playing, "init")


@routes.get("/videos/{id}/hls/{n}.m4s", response_class=Response, responses=_sent("video/mp4", "The segment."))
async def read_segment(id: str, n: Number, here: Here, request: Request, v: Version = "") -> Response:
    """One segment of a video, made now if it is not there; a note in the header says what could not be shown."""
    playing = await to_thread.run_sync(_playing, here, id, v)
    if known := _cached(request, playing, n):
        return known
    made = await waiting.segment(request, here.player, playing, n)
    return Response(status_code=204) if made is None else _part(made[0], playing, n, made[1])


def _playing(here: Context, id: str, version: str = "") -> Playing:
    """How a video plays now; VideoGone if its file is, or if it is another than when its segments were listed."""
    row, path = here.row(id), here.entry(id).file
    if path is None:
        raise VideoGone("Its file is gone.", "put-back")
    playing = here.player.playing(path, row.duration)
    if version not in ("", playing.key):
        raise VideoGone("Its file has changed since it began to play.", "wait")
    return playing


def _tag(playing: Playing, part: object) -> str:
    return f'"{playing.key}-{part}"'


def _cached(request: Request, playing: Playing, part: object) -> Response | None:
    tag = _tag(playing, part)
    if tag not in request.headers.get("if-none-match", ""):
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": LASTING})


def _part(content: bytes, playing: Playing, part: object, note: str = "") -> Response:
    headers = {"ETag": _tag(playing, part), "Cache-Control": LASTING, "Content-Encoding": "identity"}
    if note:  # what could not be decoded now may be another time
        headers |= {NOTE: plain(note), "Cache-Control": "no-store"}
    return Response(content, media_type="video/mp4", headers=headers)
