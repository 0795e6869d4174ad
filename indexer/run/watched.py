"""Work in a thread of its own: known to be alive while it moves, however long it has nothing to say."""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from vsearch.nouns import Frame
from vsearch.objects import UrlPath

T = TypeVar("T")

BEAT = 3.0
"""Seconds between two looks at whether silent work has moved."""


_LONGEST = 1800.0
"""Seconds of computing after which a model is believed to hang: it hears half a minute at a time."""


def awake(work: Iterator[T], moved: Callable[[], object], beat: float = BEAT) -> Iterator[T | None]:
    """What `work` yields, and None for every `beat` seconds in which it was silent but what `moved` returns changed."""
    said: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(1)
    before = moved()
    threading.Thread(target=_run, args=(work, said), daemon=True).start()
    while True:
        try:
            value, end = said.get(timeout=beat)
        except queue.Empty:
            before, last = moved(), before
            if before != last:
                yield None
            continue
        if isinstance(end, StopIteration):
            return
        if end is not None:
            raise end
        yield value


def read_positions(path: Path) -> tuple[int, ...]:
    """How far this process has read in a file, through each descriptor that it has open."""
    if isinstance(path, UrlPath):
        from vsearch.objects.film import bytes_read

        return (bytes_read(path),)
    places: list[int] = []
    with contextlib.suppress(OSError):
        file = path.stat()
        for number in [int(item.name) for item in Path("/dev/fd").iterdir()]:
            with contextlib.suppress(OSError):  # the one that listed them is closed by now
                if os.path.samestat(os.fstat(number), file):
                    places.append(os.lseek(number, 0, os.SEEK_CUR))
    return tuple(places)


class Effort:
    """How hard this process computes while a model works, told in tenths of a second; a model may hang as well."""

    def __init__(self) -> None:
        self._begun: float | None = None

    @contextlib.contextmanager
    def computing(self) -> Iterator[None]:
        """A model works: what it computes is progress, for half an hour at most."""
        self._begun = time.process_time()
        try:
            yield
        finally:
            self._begun = None

    def __call__(self) -> float | None:
        """What changes while a model computes, and does not while nobody says so."""
        begun = self._begun
        return None if begun is None else round(begun, 3) + min(round(time.process_time() - begun, 1), _LONGEST)


def _run(work: Iterator[T], said: queue.Queue[tuple[T | None, BaseException | None]]) -> None:
    try:
        for value in work:
            said.put((value, None))
        said.put((None, StopIteration()))
    except BaseException as error:
        said.put((None, error))


class FrameCounter:
    """How many frames have gone by."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames."""
        for frame in frames:
            self.count += 1
            yield frame
