"""What changes, as it changes: server-sent events of the library's revision and of jobs."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from vsearch.web.api.server.jobs import told
from vsearch.web.context import Context, Here
from vsearch.web.safety.roles import Asker, Role, still_known

routes = APIRouter(tags=["events"])

EVERY = 0.5
"""Seconds between two looks."""
BREATH = 15.0
"""Seconds after which something is sent nevertheless, so that a connection that is gone is noticed."""


@routes.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"example": 'event: revision\ndata: {"videos": 3}\n\n'}}}},
)
async def follow_events(request: Request, here: Here, person: Asker) -> StreamingResponse:
    """Follow what changes, by whichever process: `revision` of the library, and, for editors, `job` by job."""

    async def gone() -> bool:
        return await request.is_disconnected() or not still_known(here.tokens, request)

    stream = changes(here, gone, jobs=person.role >= Role.editor)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def changes(here: Context, gone: Callable[[], Awaitable[bool]], *, jobs: bool) -> AsyncIterator[str]:
    """Events until whoever listens is gone: first the state as it is, then what is new."""
    revision, known, spoke = "", dict[str, str](), monotonic()
    yield "retry: 2000\n\n"
    while not await gone():
        events = []
        now = here.library.revision()
        if now != revision:
            revision = now
            events.append(event("revision", {"videos": await to_thread.run_sync(lambda: len(here.library.ids()))}))
        if jobs:
            for job in await to_thread.run_sync(here.jobs.records.all):
                told_now = told(job).model_dump_json()
                if known.get(job.id) != told_now:
                    known[job.id] = told_now
                    events.append(f"event: job\ndata: {told_now}\n\n")
        if monotonic() - spoke > BREATH and not events:
            events.append(": still here\n\n")
        for one in events:
            spoke = monotonic()
            yield one
        await asyncio.sleep(EVERY)


def event(name: str, data: Any) -> str:
    """One event as the protocol writes it."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
