"""Whether the server lives and can answer, and what Prometheus reads."""

from collections import Counter
from collections.abc import Iterator, Mapping
from os import scandir
from pathlib import Path
from time import time

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse

from vsearch.library import Store
from vsearch.web.context import Context, Here
from vsearch.web.safety import roles

routes = APIRouter(include_in_schema=False)

Gauge = tuple[str, str, Mapping[str, str], float]


@routes.api_route("/healthz", methods=["GET", "HEAD"])
async def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@routes.api_route("/readyz", methods=["GET", "HEAD"])
def ready(here: Here) -> JSONResponse:
    """The library can be read: LibraryError is told as a problem with the status 503."""
    Store.open(Path(here.library.store.location))
    return JSONResponse({"status": "ready", "videos": len(here.library.ids())})


@routes.get("/metrics", dependencies=[Depends(roles.check)])
def measured(here: Here) -> PlainTextResponse:
    """What is measured of this process, and the state of the library."""
    text = here.metrics.text(_gauges(here))
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _gauges(here: Context) -> Iterator[Gauge]:
    library = here.library
    states = Counter(job.state for job in here.jobs.records.all())
    for state in ("waiting", "running", "done", "failed", "cancelled"):
        yield "vsearch_jobs", "Jobs by state.", {"state": state}, states[state]
    for name, cache in (("library", library.cache), ("stills", here.stills)):
        yield "vsearch_cache_entries", "Things that are kept in memory.", {"cache": name}, len(cache)
    for name, cache in (("library", library.cache), ("stills", here.stills)):
        yield "vsearch_cache_bytes", "Bytes that are kept in memory.", {"cache": name}, cache.bytes
    yield "vsearch_videos", "Videos in the library.", {}, len(library.ids())
    yield "vsearch_frames", "Frames with a vector.", {}, sum(row.frames for row in here.rows)
    minute = int(time() / 60)
    size = library.cache.get("index bytes", minute, lambda: _bytes(library.store.local("search")))
    yield "vsearch_index_bytes", "Bytes of what is derived, the whole-library index among it.", {}, size
    share = library.cache.get("accepted", minute, lambda: _accepted(here))
    if share is not None:
        yield "vsearch_accepted_share", "Accepted of the first three tags shown that were judged.", {}, share


def _bytes(folder: Path) -> int:
    """Bytes of all files of a folder."""
    try:
        found = list(scandir(folder))
        return sum(_bytes(Path(one.path)) if one.is_dir() else one.stat().st_size for one in found)
    except OSError:
        return 0


def _accepted(here: Context) -> float | None:
    [row] = here.library.sql("select avg(accepted::int) as share from shown where rank <= 3").to_pylist()
    return None if row["share"] is None else float(row["share"])
