"""An executor whose pieces are tasks of a Ray: on whichever node has a processor, and again where a worker died."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from vsearch.cluster.work.ends import LOSSES, TaskEnd, task_end
from vsearch.cluster.work.one_thread import one_thread
from vsearch.cluster.work.ray_cluster import RayCluster
from vsearch.errors import VSearchError, WorkerDied
from vsearch.executors import TRIES, Finished, Lookahead

C = TypeVar("C")
P = TypeVar("P")
R = TypeVar("R")

_NAME = "do_piece"
_AHEAD = 2
"""Pieces a processor that are under way or wait."""
_TURN = 0.5
"""Seconds between two looks at which nodes there are."""
_PAUSE = 60.0
"""Seconds after which a piece that is under way is asked after: its worker may have been paused."""
_DIED = {"memory": "There was not enough memory for it", "crash": "Its worker died"}


@dataclass(slots=True)
class _Flight:
    """A piece that is under way, how often it was begun in vain, and when it was begun or asked after last."""

    number: int
    piece: Any
    tries: int = 0
    losses: int = 0
    since: float = field(default_factory=time.monotonic)


class RayExecutor:
    """Does pieces as tasks of one processor each."""

    def __init__(self, cluster: RayCluster) -> None:
        self._cluster, self._ray = cluster, cluster.ray
        self._task = one_thread(self._ray, "vsearch.cluster.work.piece_on_node", _NAME)

    def run(
        self,
        work: Callable[[C, P], R],
        context: C,
        pieces: Iterable[P],
        *,
        ordered: bool = False,
        places: Iterable[Path] = (),
    ) -> Iterator[Finished[P, R]]:
        """Do each piece on a node; what all need lies in the memory of the cluster, once a node."""
        window, seen = Lookahead[P, R](pieces, ordered=ordered), {place.parent: place for place in places}
        order = [self._ray.put(self._ray.cloudpickle.dumps((work, context)))]
        flying: dict[Any, _Flight] = {}
        try:
            while True:
                self._cluster.wait_for_nodes()
                for place in seen.values():
                    self._cluster.check_seen(place)
                for number, piece in window.begin(_AHEAD * self._cluster.cores):
                    flying[self._begin(order, piece)] = _Flight(number, piece)
                if not flying:
                    return
                for answer in self._ray.wait([*flying], num_returns=1, timeout=_TURN)[0]:
                    one = flying.pop(answer)
                    end = task_end(self._ray, answer)
                    if final := _final(one, end):
                        yield from window.end(one.number, final)
                    else:
                        flying[self._begin(order, one.piece)] = one
                        one.since = time.monotonic()
                self._ask_after([*flying.values()])
        finally:
            for answer in flying:
                self._ray.cancel(answer, force=True)

    def _ask_after(self, flights: list[_Flight]) -> None:
        """End workers that somebody paused, where pieces take long; what they were doing is done again."""
        if any(time.monotonic() - one.since > _PAUSE for one in flights):
            self._cluster.end_paused(_NAME)
            for one in flights:
                one.since = time.monotonic()

    def _begin(self, order: list[Any], piece: object) -> Any:
        return self._task.remote(self._ray.cloudpickle.dumps((piece,)), order)


def _final(one: _Flight, end: TaskEnd) -> Finished[Any, Any] | None:
    """How a piece ended for good; None where it is to be tried again."""
    one.tries, one.losses = one.tries + bool(end.died), one.losses + bool(end.lost)
    error: VSearchError | None = end.error
    if end.died:
        error = WorkerDied(f"{_DIED[end.died]}, {TRIES} times.")
        return Finished(one.piece, error=error) if one.tries >= TRIES else None
    if end.lost:
        error = WorkerDied(f"Its node was lost {LOSSES} times ({end.lost}).")
        return Finished(one.piece, error=error) if one.losses >= LOSSES else None
    return Finished(one.piece, end.value, error)
