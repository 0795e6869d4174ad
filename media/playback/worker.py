"""A child process that decodes and encodes: what crashes or hangs on a hostile file costs one segment and no server."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from vsearch.children import Child, missing, serving
from vsearch.errors import VideoStuck, VSearchError

Check = Callable[[], None]
Work = Callable[..., Iterator[Any]]
"""Yields one thing after another; its last argument is a `Check` that it calls now and then."""

_MEMORY = 4 << 30
"""Bytes that a child may use: 4K takes one."""


class Stopped(Exception):
    """What is being made is not wanted any more."""


class Worker:
    """The parent's end; one thread sends and receives in turn, any thread may stop what was asked."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._child: Child | None = None

    def start(self) -> None:
        """Start the child, if it does not run; WorkerMissing if it cannot be."""
        if self._child is None:
            try:
                self._child = Child(__name__)
                self._child.ready()
            except (OSError, EOFError) as error:
                self.close()
                raise missing(error) from error

    def send(self, order: tuple[Any, ...] | None = None) -> None:
        """Ask for the next thing of the work under way, or for the first of `order`, (work, *arguments)."""
        if self._child is not None:
            with contextlib.suppress(OSError):  # the answer will tell
                self._child.line.send(order)

    def receive(self) -> Any:
        """The answer; VideoStuck if none came, Stopped if it was stopped, StopIteration at the end of the work."""
        try:
            if self._child is None:
                raise EOFError
            if not self._child.line.poll(self._patience):
                self.close()
                raise VideoStuck(f"Its decoder did nothing for {self._patience:.0f} seconds and was stopped.")
            kind, value = self._child.line.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise VideoCrashed("Its decoder crashed.") from error
        if kind == "value":
            return value
        raise value

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives."""
        self.start()
        self.send((_once, function, *arguments))
        return self.receive()

    def stop(self) -> None:
        """End what is under way, if something is; who receives is told."""
        child = self._child
        if child is not None:
            with contextlib.suppress(OSError):
                child.line.send(_STOP)

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.close()


class VideoCrashed(VideoStuck):
    """A video's decoder failed in a way that no decoder should."""


_STOP = ()


def serve(descriptor: int) -> None:
    """The child's side: one answer for each order, and ends with the pipe."""
    _bound()
    line, work = serving(descriptor), iter(())

    def check() -> None:
        if line.poll():
            line.recv()
            raise Stopped

    with contextlib.suppress(EOFError, OSError):
        while True:
            order = line.recv()
            if order == _STOP:  # it came too late: the answer is given
                continue
            if order is not None:
                function, *arguments = order
                work = function(*arguments, check)
            line.send(_outcome(work))


def _outcome(work: Iterator[Any]) -> tuple[str, Any]:
    try:
        return "value", next(work)
    except (StopIteration, Stopped, VSearchError) as error:
        return "error", error
    except (EOFError, BrokenPipeError):
        os._exit(1)
    except MemoryError:
        return "error", VideoCrashed("There was not enough memory for it.")
    except Exception as error:  # a strange file must not end who works on it
        return "error", VideoCrashed(f"It cannot be decoded ({type(error).__name__}: {error}).")


def _once(function: Callable[..., Any], *arguments: Any) -> Iterator[Any]:
    yield function(*arguments[:-1])


def _bound() -> None:
    """Take no more memory than a film needs, where the system can hold a process to that."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
