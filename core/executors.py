"""Executors do independent pieces of work: here, in processes of this machine, or on the nodes of a cluster."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from vsearch.children import ALONE
from vsearch.errors import VSearchError, WorkerDied
from vsearch.objects import UrlPath

C = TypeVar("C")
P = TypeVar("P")
R = TypeVar("R")

TRIES = 3
"""How often a piece may end its worker before it is given up."""


@dataclass(frozen=True, slots=True)
class Finished(Generic[P, R]):
    """A piece of work that was done, or the error that it ended in."""

    piece: P
    value: R | None = None
    error: VSearchError | None = None

    @property
    def result(self) -> R:
        """What came of it; its error is raised."""
        if self.error:
            raise self.error
        return self.value  # type: ignore[return-value]  # None only where the work returns that


class Executor(Protocol):
    """Does pieces of work that know nothing of each other."""

    def run(
        self,
        work: Callable[[C, P], R],
        context: C,
        pieces: Iterable[P],
        *,
        ordered: bool = False,
        places: Iterable[Path] = (),
    ) -> Iterator[Finished[P, R]]:
        """Do `work(context, piece)` for each piece, of which few are under way at once: as they end, or `ordered`.

        One of our errors ends its piece alone. A piece whose worker died is tried again, three times in all.
        To other processes `context` goes as pickle makes it, a library by its place. Of `places` every machine that
        works must see the folders.
        """


class InProcess:
    """Does one piece after the other, in the process that asks, as results are asked for."""

    def run(
        self,
        work: Callable[[C, P], R],
        context: C,
        pieces: Iterable[P],
        *,
        ordered: bool = False,  # noqa: ARG002 - they are
        places: Iterable[Path] = (),  # noqa: ARG002 - whoever asks sees them
    ) -> Iterator[Finished[P, R]]:
        """Do each piece."""
        for piece in pieces:
            yield Finished(piece, *tried(work, context, piece))


HERE = InProcess()
"""The executor of whoever names none."""


class Lookahead(Generic[P, R]):
    """The pieces that are under way or wait to be handed over: so few that results do not pile up."""

    def __init__(self, pieces: Iterable[P], *, ordered: bool) -> None:
        self._pieces, self._ordered = enumerate(pieces), ordered
        self._open = self._next = 0
        self._ended: dict[int, Finished[P, R]] = {}

    def begin(self, most: int) -> Iterator[tuple[int, P]]:
        """The pieces to begin with now, so that there are `most`, each with its number."""
        while self._open < most and (item := next(self._pieces, None)) is not None:
            self._open += 1
            yield item

    def end(self, number: int, one: Finished[P, R]) -> Iterator[Finished[P, R]]:
        """What may be handed over now that a piece has ended."""
        self._ended[number] = one
        while self._ended:
            number = self._next if self._ordered else next(iter(self._ended))
            if number not in self._ended:
                return
            self._next += 1
            self._open -= 1
            yield self._ended.pop(number)


class InProcesses:
    """Does a few pieces at once, each in a process of its own with its share of the processors."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(
        self,
        work: Callable[[C, P], R],
        context: C,
        pieces: Iterable[P],
        *,
        ordered: bool = False,
        places: Iterable[Path] = (),  # noqa: ARG002 - the processes are on this machine
    ) -> Iterator[Finished[P, R]]:
        """Do each piece; where a process died, those that were under way are done again one by one."""
        order, window = pickle.dumps((work, context)), Lookahead[P, R](pieces, ordered=ordered)
        flying: dict[Future[tuple[R | None, VSearchError | None]], tuple[int, P]] = {}
        crew = self._crew(self._jobs, order)
        try:
            while True:
                for number, piece in window.begin(2 * self._jobs):
                    try:
                        flying[crew.submit(_there, piece)] = number, piece
                    except BrokenProcessPool:  # a process died just now; those under way will say so
                        crew = self._crew(self._jobs, order)
                        flying[crew.submit(_there, piece)] = number, piece
                if not flying:
                    return
                suspects = []
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    if isinstance(future.exception(), BrokenProcessPool):
                        suspects.append(flying.pop(future))
                    else:
                        number, piece = flying.pop(future)
                        yield from window.end(number, Finished(piece, *future.result()))
                if suspects:
                    suspects, flying = [*suspects, *flying.values()], {}
                    for number, piece in suspects:
                        yield from window.end(number, Finished(piece, *self._alone(order, piece)))
                    crew = self._crew(self._jobs, order)
        finally:
            crew.shutdown(wait=False, cancel_futures=True)

    def _alone(self, order: bytes, piece: Any) -> tuple[Any, VSearchError | None]:
        """A piece that may have ended its process, by itself, so that it takes no other with it."""
        for _ in range(TRIES - 1):
            with self._crew(1, order) as crew:
                try:
                    return crew.submit(_there, piece).result()
                except BrokenProcessPool:
                    continue
        return None, WorkerDied(f"Its process died {TRIES} times.")

    def _crew(self, count: int, order: bytes) -> ProcessPoolExecutor:
        threads = max(1, (os.cpu_count() or 1) // self._jobs)
        return ProcessPoolExecutor(count, get_context("spawn"), _begin, (threads, order))


def tried(work: Callable[[C, P], R], context: C, piece: P) -> tuple[R | None, VSearchError | None]:
    """What came of a piece, and which of our errors ended it."""
    try:
        return work(context, piece), None
    except VSearchError as error:
        return None, error


def one_each(files: Iterable[Path]) -> Iterator[Path]:
    """A file that is there of each folder, for which a machine can be asked whether it sees the folder; no URLs."""
    known: set[Path] = set()
    for file in files:
        if file.parent not in known and not isinstance(file, UrlPath) and file.exists():
            known.add(file.parent)
            yield file


_ORDER: list[tuple[Callable[[Any, Any], Any], Any]] = []
"""What the pieces of this process are done by."""


def _begin(threads: int, order: bytes) -> None:
    """Make a process ready: arithmetic learns how many threads it has before it is imported."""
    os.environ.update({name: str(threads) for name in ALONE})
    try:
        _ORDER[:] = [pickle.loads(order)]
    except VSearchError as error:  # what all pieces need cannot be opened
        _ORDER[:] = [(_refuse, error)]


def _refuse(error: VSearchError, _: Any) -> None:
    raise error


def _there(piece: Any) -> tuple[Any, VSearchError | None]:
    return tried(*_ORDER[0], piece)
