"""Work is given up when nobody waits for it, whether it has begun or not."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from fastapi import Request

from vsearch.errors import Abandoned, UsageWrong
from vsearch.web.http.waiting import wanted


def request(leaves: asyncio.Event) -> Request:
    async def receive() -> dict[str, Any]:
        await leaves.wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http", "method": "GET", "path": "/", "headers": []}, receive)


def test_what_is_done_is_answered() -> None:
    async def run() -> int:
        return await wanted(request(asyncio.Event()), lambda waits: 3 if waits() else 0)

    assert asyncio.run(run()) == 3


def test_work_that_began_is_told_that_nobody_waits() -> None:
    began, told = Event(), Event()

    def work(waits: Callable[[], bool]) -> None:
        began.set()
        while waits():
            told.wait(0.01)
        told.set()

    async def run() -> None:
        leaves = asyncio.Event()
        asked = asyncio.create_task(wanted(request(leaves), work))
        await asyncio.to_thread(began.wait, 60)
        leaves.set()
        await asked

    with pytest.raises(Abandoned):
        asyncio.run(run())
    assert told.wait(60)


def test_an_error_of_the_work_is_the_error() -> None:
    def work(waits: Callable[[], bool]) -> None:
        raise UsageWrong("There is nothing to look for.")

    with pytest.raises(UsageWrong, match="nothing to look for"):
        asyncio.run(wanted(request(asyncio.Event()), work))
