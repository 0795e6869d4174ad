"""Simulate indexing: nodes take films one after the other, die, are slow, and take over from each other."""

import heapq
from dataclasses import dataclass

import numpy as np

from bench.simulation.assumed import ASSUMED, Assumed


@dataclass(frozen=True, slots=True)
class Fleet:
    """Machines that index: how many, how many films each works on at once, and how fast one film goes."""

    name: str
    nodes: int
    slots: int
    speed: float
    """Times real time of one slot."""
    failure_hours: float
    waiting: int = 2
    """Films a slot that are handed out and not begun: all the others wait in the library, not in memory."""


@dataclass(frozen=True, slots=True)
class IndexedArchive:
    """What became of a run."""

    films: int
    took: float
    """Hours until the last film was done."""
    ideal: float
    """Hours if nothing failed, all were equally fast, and the work could be cut anywhere."""
    wasted: float
    """Share of the slots' work that was lost with those that died."""
    lapsed: int
    """Leases that were taken over."""
    twice: int
    """Films that were committed twice."""
    aside: int
    """Films that were set aside after their tries."""
    missing: int
    """Films that nobody made."""
    held: int
    """Films that the driver knew of at once at most."""
    requests: float
    """Reads and writes a second, in the mean."""


def indexed(fleet: Fleet, hours: float, assumed: Assumed = ASSUMED, seed: int = 1) -> IndexedArchive:
    """Work through films of so many hours in all."""
    run = _Run(fleet, hours, assumed, seed)
    free = [(0.0, slot) for slot in range(fleet.nodes * fleet.slots)]
    while free:
        at, slot = heapq.heappop(free)
        at = run.failures[slot // fleet.slots].up(at)
        film = run.take(at)
        if film is not None:
            heapq.heappush(free, (run.work(film, at, slot // fleet.slots), slot))
        elif run.lost:
            heapq.heappush(free, (run.lost[0][0], slot))  # it waits for what lapses
    return run.told()


class _Run:
    """The films of a run: which is next, what became of each, and what was lost."""

    def __init__(self, fleet: Fleet, hours: float, assumed: Assumed, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self._fleet, self._hours, self._assumed = fleet, hours, assumed
        self._films = _films(hours, assumed, dice)
        self._stalls = set(np.flatnonzero(dice.random(len(self._films)) < assumed.stalls).tolist())
        self._poison = set(np.flatnonzero(dice.random(len(self._films)) < assumed.poison).tolist())
        self._speeds = _speeds(fleet, assumed, dice)
        repair = assumed.repair_minutes / 60
        self.failures = [_Failures(fleet.failure_hours, repair, seed * 10_007 + n) for n in range(fleet.nodes)]
        self.lost: list[tuple[float, int]] = []
        """When a film that was lost may be taken over, and which."""
        self._late = (assumed.lapse + assumed.look) / 3600
        self._tries, self._done = dict[int, int](), np.zeros(len(self._films), np.int8)
        self._fresh, self._took, self._worked, self._wasted, self._lapsed, self._aside = 0, 0.0, 0.0, 0.0, 0, 0

    def take(self, at: float) -> int | None:
        """The next film: one that lapsed, else one that nobody began; None where there is none now."""
        if self.lost and self.lost[0][0] <= at:
            return heapq.heappop(self.lost)[1]
        if self._fresh < len(self._films):
            self._fresh += 1
            return self._fresh - 1
        return None

    def work(self, film: int, at: float, node: int) -> float:
        """When a slot that takes a film is free again."""
        takes, dies = self._films[film] / self._speeds[node], self.failures[node].next
        if film in self._poison and at + takes / 2 < dies:
            return self._killed(film, at, at + takes / 2)
        end = min(at + takes, dies)
        self._worked += end - at
        if film in self._stalls and at + takes < dies:
            self._stalls.discard(film)  # another takes over, and the commit of who stood still is refused
            self._wasted, self._lapsed = self._wasted + end - at, self._lapsed + 1
            heapq.heappush(self.lost, (at + takes / 2 + self._late, film))
        elif dies < at + takes:
            self._wasted, self._lapsed = self._wasted + end - at, self._lapsed + 1
            heapq.heappush(self.lost, (end + self._late, film))
        else:
            self._done[film] += 1
            self._took = max(self._took, end)
        return end

    def _killed(self, film: int, at: float, end: float) -> float:
        """A film kills whoever reads it; after its tries it is set aside."""
        self._wasted, self._worked = self._wasted + end - at, self._worked + end - at
        self._tries[film] = self._tries.get(film, 0) + 1
        if self._tries[film] >= self._assumed.tries:
            self._aside += 1
        else:
            heapq.heappush(self.lost, (end + self._late, film))
        return end

    def told(self) -> IndexedArchive:
        """What became of it."""
        fleet, assumed, films = self._fleet, self._assumed, len(self._films)
        slots = fleet.nodes * fleet.slots
        asked = assumed.requests_hour * self._hours + assumed.writes_film * films
        return IndexedArchive(
            films, self._took, sum(self._films) / (slots * shared_speed(fleet, assumed)), self._wasted / self._worked,
            self._lapsed, int((self._done > 1).sum()), self._aside, films - int(self._done.sum()) - self._aside,
            min(films, slots * (1 + fleet.waiting)), asked / self._took / 3600,
        )  # fmt: skip


class _Failures:
    """When a node dies and when another stands in, asked in order of time."""

    def __init__(self, between: float, repair: float, seed: int) -> None:
        self._between, self._repair, self._dice = between, repair, np.random.default_rng(seed)
        self.next = float(self._dice.exponential(between))
        """When it dies next."""

    def up(self, at: float) -> float:
        """The first moment from then on at which the node runs."""
        while self.next <= at:
            back = self.next + self._repair
            self.next = back + float(self._dice.exponential(self._between))
            at = max(at, back)
        return at


def _films(hours: float, assumed: Assumed, dice: np.random.Generator) -> "list[float]":
    """The lengths of films in hours, until they are so many in all."""
    mean, spread = assumed.film_minutes / 60, 0.8
    count = int(1.3 * hours / mean) + 10
    lengths = np.minimum(dice.lognormal(np.log(mean) - spread**2 / 2, spread, count), 6.0)
    return lengths[: int(np.searchsorted(np.cumsum(lengths), hours)) + 1].tolist()


def _speeds(fleet: Fleet, assumed: Assumed, dice: np.random.Generator) -> "list[float]":
    slow = dice.random(fleet.nodes) < assumed.slow_nodes
    return (np.where(slow, assumed.slow_speed, 1.0) * shared_speed(fleet, assumed)).tolist()


def shared_speed(fleet: Fleet, assumed: Assumed) -> float:
    """What one slot reaches while all read from one bucket."""
    wanted = fleet.nodes * fleet.slots * fleet.speed * assumed.bitrate / 1000
    return fleet.speed * min(1.0, assumed.bucket_gbit / wanted)
