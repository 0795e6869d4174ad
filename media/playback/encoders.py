"""A few encoders for many viewers: each makes the segments of one film in a row, a little ahead of who watches.

A request waits for what is being made already, or starts an encoder at its segment. Where all encoders run, the one
that was watched longest ago is stopped; one that somebody waits for never is.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field

from vsearch.errors import EncodersBusy, VideoStuck, VideoUnreadable, VSearchError
from vsearch.media.playback.cache import SegmentCache
from vsearch.media.playback.copying import copied
from vsearch.media.playback.encoding import Segment, blank, encoded
from vsearch.media.playback.film import PlayedFilm
from vsearch.media.playback.worker import Stopped, Work, Worker

AHEAD = 3
"""Segments that are made before they are asked for."""
PATIENCE = 20.0
"""Seconds that one segment may take."""
_IDLE = 60.0
"""Seconds after which an encoder that nobody watches ends."""
_WAITING = 16
"""Requests that may wait for an encoder."""
_FAILED = 256
"""Segments that are remembered as failures, so that a decoder is not crashed again and again."""
AGAIN = 60.0
"""Seconds after which a segment that failed is tried again: the machine may only have been busy."""


@dataclass(eq=False)
class _Run:
    """One encoder's way through a film."""

    key: str
    film: PlayedFilm
    next: int
    until: int
    watched: float = field(default_factory=time.monotonic)
    begun: bool = False

    def wants(self) -> bool:
        return self.next <= min(self.until, self.film.count - 1)

    def reaches(self, key: str, number: int) -> bool:
        return self.key == key and self.next <= number <= self.next + AHEAD

    def watch(self, number: int) -> None:
        self.watched, self.until = time.monotonic(), max(self.until, number + AHEAD)


@dataclass(eq=False)
class _Ticket:
    """One segment that somebody waits for."""

    key: str
    film: PlayedFilm
    number: int
    future: "Future[Segment]" = field(default_factory=Future)
    waiting: int = 1
    run: _Run | None = None


@dataclass(eq=False)
class _Slot:
    """One encoder: its process, and what it is at."""

    worker: Worker
    run: _Run | None = None
    busy: bool = False


class Encoders:
    """Makes segments in processes of their own; safe among threads."""

    def __init__(self, cache: SegmentCache, count: int = 2, patience: float = PATIENCE) -> None:
        self._cache = cache
        self._change = threading.Condition()
        self._closed = False
        self._tickets: dict[Hashable, _Ticket] = {}
        self._queue: deque[_Ticket] = deque()
        self._failed: OrderedDict[Hashable, tuple[float, Segment]] = OrderedDict()
        self._slots = [_Slot(Worker(patience)) for _ in range(count)]
        self._threads = [threading.Thread(target=self._attend, args=(slot,), daemon=True) for slot in self._slots]
        for thread in self._threads:
            thread.start()

    def segment(self, key: str, film: PlayedFilm, number: int) -> "Future[Segment]":
        """A segment of the film that goes by a key, at once or later; EncodersBusy if too many wait already."""
        ready = self._failure(key, number) or self._cache.read(key, number)
        with self._change:
            for slot in self._slots:
                if slot.run and slot.run.key == key and 0 < slot.run.next - number <= AHEAD + 1:
                    slot.run.watch(number)
                    self._change.notify_all()
            if ready is not None:
                future: Future[Segment] = Future()
                future.set_result(ready)
                return future
            ticket = self._tickets.get((key, number))
            if ticket is not None:
                ticket.waiting += 1
                return ticket.future
            ticket = _Ticket(key, film, number)
            if not self._placed(ticket):
                if len(self._queue) >= _WAITING:
                    raise EncodersBusy("All encoders work for others now.", "wait")
                self._queue.append(ticket)
            self._tickets[key, number] = ticket
            self._change.notify_all()
            return ticket.future

    def leave(self, key: str, number: int) -> None:
        """Somebody who waited does so no more; what nobody waits for is made to its end and goes no further."""
        with self._change:
            ticket = self._tickets.get((key, number))
            if ticket is None:
                return
            ticket.waiting -= 1
            if ticket.waiting > 0:
                return
            del self._tickets[key, number]
            if ticket in self._queue:
                self._queue.remove(ticket)
            if ticket.run and not self._waited(ticket.run):
                ticket.run.until = ticket.run.next

    def close(self) -> None:
        """End all encoders, whatever they are at."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        for slot in self._slots:
            slot.worker.stop()
        for thread in self._threads:
            thread.join(timeout=5)
        for slot in self._slots:
            slot.worker.close()
        for ticket in self._tickets.values():
            ticket.future.cancel()

    def _attend(self, slot: _Slot) -> None:
        """One thread an encoder: take what comes next, have it made, hand it out."""
        while (run := self._decided(slot)) is not None:
            try:
                slot.worker.start()
                with self._change:
                    if slot.run is not run or self._closed:
                        continue
                    slot.busy = True
                    slot.worker.send(None if run.begun else (_work(run.film), run.film, run.next))
                    run.begun = True
                self._made(run, slot.worker.receive())
            except Stopped:
                run.begun = False
            except VideoStuck as error:
                run.begun = False
                if run.film.keys:  # what is copied has no picture to stand in
                    self._refused(slot, run, error)
                else:
                    self._replaced(run, error)
            except StopIteration:
                self._refused(slot, run, VideoUnreadable(f"{run.film.path.name} is shorter than it was."))
            except VSearchError as error:
                self._refused(slot, run, error)
            finally:
                slot.busy = False

    def _decided(self, slot: _Slot) -> _Run | None:
        """The run that goes on in a slot; waits for one, and gives None at the end."""
        with self._change:
            while not self._closed:
                free = slot.run is None or not self._waited(slot.run)
                if self._queue and free:
                    ticket = self._queue.popleft()
                    ticket.run = slot.run = _Run(ticket.key, ticket.film, ticket.number, ticket.number + AHEAD)
                elif slot.run and slot.run.wants():
                    key, number = slot.run.key, slot.run.next
                    if (key, number) in self._tickets or not self._cache.has(key, number):
                        return slot.run
                    slot.run.until = number - 1  # nobody waits for what comes next, and it is there already
                elif not self._change.wait(_IDLE):
                    slot.run = None
                    slot.worker.close()
            return None

    def _made(self, run: _Run, segment: Segment) -> None:
        self._cache.write(run.key, run.next, segment)
        self._handed(run, segment)

    def _handed(self, run: _Run, segment: Segment) -> None:
        with self._change:
            ticket = self._tickets.pop((run.key, run.next), None)
            run.next += 1
        if ticket:
            ticket.future.set_result(segment)

    def _replaced(self, run: _Run, error: VideoStuck) -> None:
        """Show black where a decoder failed."""
        span = run.film.span(run.next)
        segment = blank(run.film, run.next), f"Nothing can be shown from {span.start:.1f} to {span.end:.1f} s. {error}"
        with self._change:
            self._failed[run.key, run.next] = time.monotonic() + AGAIN, segment
            while len(self._failed) > _FAILED:
                self._failed.popitem(last=False)
        self._handed(run, segment)

    def _refused(self, slot: _Slot, run: _Run, error: VSearchError) -> None:
        """Tell all who wait for a run that it is over."""
        with self._change:
            if slot.run is run:
                slot.run = None
            told = [key for key, ticket in self._tickets.items() if ticket.run is run]
            tickets = [self._tickets.pop(key) for key in told]
        for ticket in tickets:
            ticket.future.set_exception(error)

    def _failure(self, key: str, number: int) -> Segment | None:
        """What stands in for a segment that failed a moment ago."""
        until, segment = self._failed.get((key, number), (0.0, None))
        return segment if time.monotonic() < until else None

    def _waited(self, run: _Run) -> bool:
        return any(ticket.run is run for ticket in self._tickets.values())

    def _placed(self, ticket: _Ticket) -> bool:
        """Give a ticket to an encoder that comes by its segment, else to one that can be had."""
        for slot in self._slots:
            if slot.run and slot.run.reaches(ticket.key, ticket.number):
                ticket.run = slot.run
                slot.run.watch(ticket.number)
                return True
        idle = [slot for slot in self._slots if slot.run is None or not self._waited(slot.run)]
        if not idle:
            return False
        slot = min(idle, key=lambda slot: slot.run.watched if slot.run else 0.0)
        ticket.run = slot.run = _Run(ticket.key, ticket.film, ticket.number, ticket.number + AHEAD)
        if slot.busy:
            slot.worker.stop()
        return True


def _work(film: PlayedFilm) -> Work:
    return copied if film.keys else encoded
