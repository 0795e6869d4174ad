"""Work for somebody who waits: it is given up when they go away."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TypeVar

from anyio import CancelScope, create_task_group, to_thread
from fastapi import Request

from vsearch.errors import Abandoned, VSearchError

T = TypeVar("T")

Wanted = Callable[[], bool]
"""Whether somebody still waits."""


async def wanted(request: Request, work: Callable[[Wanted], T]) -> T:
    """Do work in a thread while its client waits; Abandoned when the client goes away first.

    While no thread is free the work has not begun, and then never does; begun, it is told that nobody waits.
    """
    gone, done, failed = Event(), list[T](), list[VSearchError]()

    async def watch(scope: CancelScope) -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()
        scope.cancel()

    async with create_task_group() as group:
        group.start_soon(watch, group.cancel_scope)
        waits: Wanted = lambda: not gone.is_set()  # noqa: E731
        try:
            done.append(await to_thread.run_sync(partial(work, waits), abandon_on_cancel=True))
        except VSearchError as error:
            failed.append(error)
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    if not done:
        raise Abandoned("Nobody waits for the answer any more.")
    return done[0]
