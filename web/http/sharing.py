"""Requests shared out among workers: one that has more in hand than another lets clients come again, to the idler.

A connection stays with the worker that took it, and whoever wakes first takes all that wait: without this one worker
may have every client, and the others none.
"""

from contextlib import suppress
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNEVEN = 2
"""Requests more than another has from which on a client is sent away: taking its next one makes them as many."""


class InHand:
    """How many requests each of several workers has in hand: a file each, which all of them map, and one has locked."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._own: int | None = None
        self._counts: list[memoryview] = []
        for number in range(workers):
            with (folder / f"in-hand-{number}").open("a+b", buffering=0) as file:
                if self._own is None and _taken(file):
                    self._own = number
                self._counts.append(_mapped(file))
        if self._own is not None:
            self._counts[self._own][0] = 0

    def take(self) -> None:
        """One more is begun."""
        self._add(1)

    def done(self) -> None:
        """One less is there."""
        self._add(-1)

    @property
    def uneven(self) -> bool:
        """Whether so many more are here than with another worker that a client had better come again."""
        if self._own is None:
            return False
        return self._counts[self._own][0] >= UNEVEN + min(count[0] for count in self._counts)

    def _add(self, more: int) -> None:
        if self._own is not None:
            self._counts[self._own][0] += more


def _taken(file: BinaryIO) -> bool:
    """Whether a place was free, and is ours now: for as long as its file is mapped, however its worker ends."""
    import fcntl  # not on every system, nor needed by one worker alone

    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _mapped(file: BinaryIO) -> memoryview:
    file.truncate(4)
    return memoryview(mmap(file.fileno(), 4)).cast("i")


class Shared:
    """Counts what is in hand until its answer begins; the answer says where the connection had better end with it."""

    def __init__(self, app: ASGIApp, hands: InHand) -> None:
        self._app, self._hands = app, hands

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                if self._hands.uneven:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
                self._hands.done()
                begun = True
            await send(message)

        self._hands.take()
        try:
            await self._app(scope, receive, answer)
        finally:
            if not begun:
                self._hands.done()
