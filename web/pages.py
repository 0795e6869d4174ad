"""The page: its built files, known by name before anything is asked, and the first page for every address of a view."""

import gzip
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

BUILT = Path(__file__).parent / "dist"
INDEX = "index.html"

MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>vsearch</title>
<h1>The page is not built</h1>
<p>Run <code>make page</code> in the project's folder, which needs Node, and load this again.
The API answers nevertheless: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>"""

_TEXTS = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Built:
    """One file of the page, whole and compressed."""

    content: bytes
    packed: bytes
    kind: str
    lasting: bool


class BuiltPage:
    """The files of the built page, read again when it was built anew."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder
        self._lock = Lock()
        self._state: object = None
        self._files: dict[str, Built] = {}

    def file(self, name: str) -> Built | None:
        """The file of that name, which is looked up among those there are: no path is made of it."""
        with self._lock:
            if self._state != (state := self._stamp()):
                self._files, self._state = self._read(), state
        return self._files.get(name)

    def _stamp(self) -> object:
        try:
            return (self._folder / INDEX).stat().st_mtime_ns
        except OSError:
            return None

    def _read(self) -> dict[str, Built]:
        paths = [path for path in self._folder.rglob("*") if path.is_file()]
        return {path.relative_to(self._folder).as_posix(): _built(path, self._folder) for path in paths}


def _built(path: Path, folder: Path) -> Built:
    content, kind = path.read_bytes(), guess_type(path.name)[0] or "application/octet-stream"
    kind = "text/javascript" if path.suffix in (".js", ".mjs") else kind
    packed = gzip.compress(content, 9, mtime=0) if kind.startswith(_TEXTS) else b""
    return Built(content, packed, kind, lasting=path.parent != folder)  # names in folders carry their content's hash


def routes(page: BuiltPage) -> APIRouter:
    """Routes for everything that is no API: a file of the page, else the page itself."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/{name:path}", methods=["GET", "HEAD"])
    async def view(name: str, request: Request) -> Response:  # from memory: no thread is waited for
        if name.startswith(("api/v", "assets/")) and page.file(name) is None:
            raise HTTPException(404, "There is nothing at this address")
        built = page.file(name) or page.file(INDEX)
        return HTMLResponse(MISSING, 503) if built is None else _answer(built, request)

    return router


def _answer(built: Built, request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if built.lasting else "no-cache"}
    headers["Vary"] = "Accept-Encoding"
    if built.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(built.packed, media_type=built.kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(built.content, media_type=built.kind, headers=headers)
