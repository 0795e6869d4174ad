"""The app: the context, the rooms of the API, their safety and the page, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from vsearch import __version__
from vsearch.web import pages, threads
from vsearch.web.api import (
    decisions,
    library,
    pictures,
    play,
    reels,
    search,
    searches,
    segments,
    stills,
    tags,
    thumbnails,
    trials,
    videos,
)
from vsearch.web.api.server import events, health, jobs, session
from vsearch.web.context import Context
from vsearch.web.garbage import seldom_collected
from vsearch.web.http import problems
from vsearch.web.http.logs import AccessLog
from vsearch.web.http.sharing import InHand, Shared
from vsearch.web.metrics import API, Measured, Metrics
from vsearch.web.safety import roles
from vsearch.web.safety.gate import Gate
from vsearch.web.schemas.problems import Problem
from vsearch.web.settings import ServeSettings

ROOMS = (
    session, library, videos, stills, thumbnails, trials, tags, segments, search, pictures, searches, reels, decisions,
    play, jobs, events,
)  # fmt: skip
"""The files of routes; each names its router `routes`."""

_WHY = {
    400: "It cannot be done as asked.",
    401: "Nobody is known by what was brought.",
    403: "The role may not.",
    404: "There is no such thing.",
    408: "It did not come to its end.",
    409: "It does not fit what is there.",
    410: "Its file is gone.",
    412: "Somebody else changed it meanwhile.",
    413: "It is too large.",
    415: "It is not said what is brought.",
    416: "It has no such part.",
    422: "What was brought is not right.",
    428: "It must be said what is replaced.",
    429: "Too much at once.",
    503: "What is needed is not there now.",
    507: "It cannot be written.",
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"description": why} for status, why in _WHY.items()}
_PROBLEMS[400]["model"] = Problem
"""Of one status alone: a thousand copies, one a status and route, were most of what making the app took."""


class Described(FastAPI):
    """An app whose description says what problems look like."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        if self.openapi_schema is None:
            told = super().openapi()
            for route in (route for verbs in told["paths"].values() for route in verbs.values()):
                for status in {str(status) for status in _PROBLEMS} & route["responses"].keys():
                    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
                    route["responses"][status]["content"] = {problems.MEDIA_TYPE: {"schema": schema}}
            self.openapi_schema = told
        return self.openapi_schema


def create_app(settings: ServeSettings) -> FastAPI:
    """The app that serves a library; the library is opened when the app starts."""

    metrics = Metrics(settings.scratch if settings.workers > 1 else None)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.limits.threads
        threads.one_each()
        here = app.state.context = Context(settings, metrics)
        here.jobs.start()
        here.webhook.start()
        with seldom_collected():
            yield
        here.close()

    app = Described(
        title="vsearch", version=__version__, openapi_url=f"{API}/openapi.json", docs_url=None, redoc_url=None,
        lifespan=lifespan, redirect_slashes=False, generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        description="Search a library of videos, and get thumbnails, highlights and tags of them.",
    )  # fmt: skip
    api = APIRouter(prefix=API, dependencies=[Depends(roles.check)], responses=_PROBLEMS)
    for room in ROOMS:
        api.include_router(room.routes)
    app.include_router(api)
    app.include_router(health.routes)
    app.include_router(pages.routes(pages.BuiltPage()))
    problems.handle(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(AccessLog)
    app.add_middleware(Measured, metrics=metrics)
    if settings.workers > 1 and settings.scratch:
        app.add_middleware(Shared, hands=InHand(settings.scratch, settings.workers))
    return app
