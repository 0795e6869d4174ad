"""Worker processes that may hang or crash without harm: each job streams messages back through a bounded queue."""

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Protocol

from vsearch.children import Child, missing, serving
from vsearch.encoders.devices import choose_devices
from vsearch.errors import VideoError, VideoStuck, VideoUnreadable, VSearchError

DEPTH = 4
"""Messages that may wait for the main process, so that decoding never runs far ahead of embedding."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a job said: a value, or the error that ended it; `last` closes the job."""

    job: int
    value: Any = None
    error: VSearchError | None = None
    last: bool = False


class Workers(Protocol):
    """Runs jobs elsewhere: in processes of this machine, or on the nodes of a cluster."""

    @property
    def hands(self) -> int:
        """How many videos to work on at once."""

    def submit(self, job: int, patience: float, work: Callable[..., Iterator[Any]], *arguments: Any) -> None:
        """Queue a job; its messages carry its number, and it must go on within every `patience` seconds."""

    def message(self) -> Message:
        """The next message of any job; waits for it."""

    def close(self) -> None:
        """Stop at once, whatever is running."""


Hire = Callable[[str, str, int], Workers]
"""Workers for an encoder, a device, and so many videos at once: 0 for as many as there is room for."""


def at_once(device: str) -> int:
    """How many videos to work on at once: one a core up to 16 where a GPU embeds, else up to 4."""
    return min(4 if choose_devices(device) == ("cpu",) else 16, os.cpu_count() or 1)


class Pool:
    """Runs `work(*arguments)` generators in processes of their own, and hands over what they yield."""

    def __init__(self, workers: int, copied: Callable[[int, Any], Any] | None = None) -> None:
        """`copied` makes of a lent value of a job one that lasts; its worker waits for that."""
        self.hands = workers
        self._copied = copied
        self._jobs: queue.SimpleQueue[tuple[int, float, tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._messages: queue.Queue[Message] = queue.Queue(DEPTH)
        self._closed = threading.Event()
        self._children: set[Child] = set()
        self._threads = [threading.Thread(target=self._attend, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: int, patience: float, work: Callable[..., Iterator[Any]], *arguments: Any) -> None:
        """Queue a job; its messages carry its number, and one must come every `patience` seconds."""
        self._jobs.put((job, patience, (work, *arguments)))

    def message(self) -> Message:
        """The next message of any job; waits for it."""
        return self._messages.get()

    def close(self) -> None:
        """Stop at once, whatever is running."""
        self._closed.set()
        for _ in self._threads:
            self._jobs.put(None)
        for child in list(self._children):
            child.kill()

    def _attend(self) -> None:
        """One thread a worker: start it, feed it, and replace it when it hangs or dies."""
        child: Child | None = None
        while (task := self._jobs.get()) is not None and not self._closed.is_set():
            if child is None:
                try:
                    child = self._start()
                except (OSError, EOFError) as error:
                    self._tell(Message(task[0], error=missing(error), last=True))
                    continue
            if not self._run(child.line, *task):
                self._stop(child)
                child = None
        if child is not None:
            self._stop(child)

    def _run(self, line: Connection, job: int, patience: float, order: tuple[Any, ...]) -> bool:
        """Pass on what the job says; false when its process is of no more use."""
        try:
            line.send(order)
            while True:
                if not line.poll(patience):
                    error = VideoStuck(
                        f"Its decoder did nothing for {patience:.0f} seconds and was stopped. Re-encode it."
                    )
                    self._tell(Message(job, error=error, last=True))
                    return False
                kind, value = line.recv()
                if kind == "end":
                    return self._tell(Message(job, error=value, last=True))
                if kind == "lent" and self._copied:
                    value = self._copied(job, value)
                    line.send("copied")
                self._tell(Message(job, value))
        except (EOFError, OSError):
            crash = VideoUnreadable("Its decoder crashed.", "other-reader")
            self._tell(Message(job, error=crash, last=True))
            return False

    def _tell(self, message: Message) -> bool:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                self._messages.put(message, timeout=0.1)
                return True
        return False

    def _start(self) -> Child:
        """A worker that has said that it is there; OSError or EOFError where there can be none."""
        child = Child(__name__)
        self._children.add(child)
        try:
            child.ready()
        except (OSError, EOFError):
            self._stop(child)
            raise
        return child

    def _stop(self, child: Child) -> None:
        child.close()
        self._children.discard(child)


def serve(descriptor: int) -> None:
    """The worker's side: run what is sent, say what it yields, end with the pipe."""
    line = serving(descriptor)
    with contextlib.suppress(EOFError, OSError):
        while True:
            try:
                work, *arguments = line.recv()
            except (ImportError, OSError) as error:  # what it was sent needs modules that cannot be loaded
                line.send(("end", missing(error)))
            else:
                line.send(("end", outcome(partial(_tell, line), work, arguments)))


def _tell(line: Connection, value: Any) -> None:
    lent = getattr(value, "lent", False)
    line.send(("lent" if lent else "value", value))
    if lent:
        line.recv()


def outcome(
    tell: Callable[[Any], None], work: Callable[..., Iterator[Any]], arguments: Sequence[Any]
) -> VSearchError | None:
    """Tell what a job yields; what ended it before its end."""
    try:
        for value in work(*arguments):
            tell(value)
    except VSearchError as error:
        return error
    except MemoryError:
        return VideoError("There was not enough memory for it.", "fewer-jobs")
    except (EOFError, BrokenPipeError):
        os._exit(1)
    except Exception as error:  # a job must never take the run with it
        return VideoError(f"It could not be worked on ({type(error).__name__}: {error}). Please report this file.")
    return None
