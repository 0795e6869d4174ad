"""What happened in trials of thumbnails: events by trial, each once, folded into counts when they are old.

They are no telemetry: a click that is lost is a choice that is lost, and one that counts twice is a choice that nobody
made. So they are written as decisions are, flushed and whole. They are no decisions either: nobody undoes a click, and
there are too many to keep one by one. What is older than `WINDOW` is folded into counts by arm, place and hour, which
lose only who it was, so that a file holds a week of events and a few numbers for all the time before.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import inf, isfinite
from pathlib import Path

from vsearch.errors import LibraryDamaged, OutputRefused
from vsearch.library.storage import files, schema
from vsearch.library.storage.leases import Leases

WINDOW = 7 * 86400.0
"""Seconds for which events are known by their ids; a click that comes later than this after its picture is lost."""
FOLDED = 1 << 20
"""Bytes of a file beyond which what is older is folded."""

Place = tuple[float, int, int]
"""Where something was shown: the time of the arm, the position (0 is unknown), the hour since 1970 in UTC."""
Counts = Mapping[Place, tuple[float, ...]]
"""What was counted at each place, in the order of COUNTED."""
COUNTED = ("shown", "clicked", "late", "inverse")
"""Times shown; of these clicked; hours until the clicks; inverse propensities of what was shown."""


@dataclass(frozen=True, slots=True)
class Event:
    """A thumbnail that was shown to somebody, or clicked."""

    id: str
    kind: str
    """impression or click"""
    at: float
    """Seconds since 1970, in UTC, by the clock of whoever showed it."""
    time: float = -1.0
    """The arm that was shown; a click names none."""
    viewer: str = ""
    position: int = 0
    propensity: float = 1.0
    of: str = ""
    """The id of the impression that was clicked; without it the viewer tells."""


@dataclass(frozen=True, slots=True)
class TrialLog:
    """The events of one trial: those that are known one by one, and the counts of those before."""

    events: tuple[Event, ...] = ()
    folded: Counts = field(default_factory=dict)
    since: float = 0.0
    """What happened before is folded, and none of it is taken any more."""

    @property
    def known(self) -> frozenset[str]:
        """The ids that were taken."""
        return frozenset(one.id for one in self.events)


class TrialEvents(ABC):
    """The events of all trials, wherever they lie."""

    @abstractmethod
    def identity(self, trial: str) -> str:
        """What is another when the events of a trial changed; "" while there are none."""

    def read(self, trial: str) -> TrialLog:
        """The events of a trial in the order they came; lines that are none are passed over."""
        return _parsed(self._content(trial))

    def add(self, trial: str, events: Sequence[Event]) -> tuple[list[Event], float]:
        """Take what is not known yet: an id counts once, however often it comes. Also since when it takes any."""
        new: list[Event] = []
        since = 0.0

        def added(content: bytes) -> bytes:
            nonlocal since
            log = _parsed(content)
            known, since = set(log.known), log.since
            new.clear()
            for one in events:
                if one.id not in known and one.at >= since:
                    known.add(one.id)
                    new.append(one)
            lines = "".join(map(_line, new)).encode()
            torn = b"\n" if content and lines and not content.endswith(b"\n") else b""
            longer = content + torn + lines
            if len(longer) <= FOLDED or not new:
                return longer
            return folded(longer, max(one.at for one in (*log.events, *new)) - WINDOW)

        self._change(trial, added)
        return new, since

    def fold(self, trial: str, before: float = inf) -> None:
        """Fold what is older than a moment into counts: everything, where none is given."""
        self._change(trial, lambda content: folded(content, before))

    @abstractmethod
    def _content(self, trial: str) -> bytes:
        """The lines of a trial; none where nothing was taken yet."""

    @abstractmethod
    def _change(self, trial: str, change: Callable[[bytes], bytes]) -> None:
        """Put what is made of a trial's lines in their place, if nobody else changes them meanwhile."""


class FolderTrialEvents(TrialEvents):
    """The events of all trials in a folder, a file each."""

    def __init__(self, folder: Path, leases: Leases, changed: Callable[[], None]) -> None:
        self._folder, self._leases, self._changed = folder, leases, changed

    def identity(self, trial: str) -> str:
        """What is another when the events of a trial changed; "" while there are none."""
        return files.identity(self._path(trial))

    def _content(self, trial: str) -> bytes:
        try:
            return self._path(trial).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise LibraryDamaged(f"{self._path(trial)} cannot be read: {error.strerror}.", "may-read") from error

    def _change(self, trial: str, change: Callable[[bytes], bytes]) -> None:
        """Only what is new is written where lines are added; a file that is folded is another one, whole or absent."""
        path = self._path(trial)
        with self._leases.held(f"write trial {trial}"):
            before = self._content(trial)
            after = change(before)
            if after == before:
                return
            if not after.startswith(before):
                files.write(path, after)
            else:
                try:
                    self._folder.mkdir(exist_ok=True)
                    files.append(path, after[len(before) :].lstrip(b"\n"))
                except OSError as error:
                    why = f"{path} cannot be written: {error.strerror}. Nothing of this trial was taken."
                    raise OutputRefused(why, files.remedy(error)) from error
        self._changed()

    def _path(self, trial: str) -> Path:
        return self._folder / f"{trial}.jsonl"


def folded(content: bytes, before: float) -> bytes:
    """The lines of a trial, with those events in counts that happened before a moment."""
    log = _parsed(content)
    old = {one.id for one in log.events if one.at < before}
    if not old:
        return content
    pairs = matches(log.events).values()
    # A click goes with its impression, whichever of the two is older; one without an impression goes alone.
    gone = old - {click.id for _, click in pairs} | {click.id for shown, click in pairs if shown.id in old}
    counts = counted(TrialLog(log.events, log.folded), lambda one: one.id in gone)
    since = before if isfinite(before) else max(one.at for one in log.events if one.id in old) + 1e-3
    head = {"counts": [[*place, *values] for place, values in counts.items()], "since": since}
    rest = "".join(_line(one) for one in log.events if one.id not in gone)
    return (json.dumps(head) + "\n" + rest).encode()


def _parsed(content: bytes) -> TrialLog:
    events: dict[str, Event] = {}
    counts: Counts = {}
    since = 0.0
    for line in filter(None, content.split(b"\n")):
        try:
            told = schema.parsed("trial.jsonl", line.decode("utf-8", "replace"))
            if "counts" in told:
                counts, since = _counts(told["counts"]), float(told["since"])
            else:
                one = Event(**told)
                events.setdefault(one.id, one)
        except (ValueError, TypeError, KeyError, IndexError):
            continue
    return TrialLog(tuple(events.values()), counts, since)


def matches(events: Iterable[Event]) -> dict[str, tuple[Event, Event]]:
    """Each impression that was clicked, by its id, with its first click.

    A click names its impression, or its viewer: then it means the last one that the viewer was shown before it, or, by
    a clock that runs behind, the first one after it.
    """
    shown = {one.id: one for one in events if one.kind == "impression"}
    seen: dict[str, list[Event]] = {}
    for one in sorted(shown.values(), key=lambda one: one.at):
        if one.viewer:
            seen.setdefault(one.viewer, []).append(one)
    found: dict[str, tuple[Event, Event]] = {}
    for click in sorted((one for one in events if one.kind == "click"), key=lambda one: one.at):
        own = seen.get(click.viewer, []) if not click.of else []
        before = [one for one in own if one.at <= click.at]
        meant = shown.get(click.of) or (before[-1] if before else own[0] if own else None)
        if meant and meant.id not in found:
            found[meant.id] = meant, click
    return found


def counted(log: TrialLog, which: Callable[[Event], bool] = lambda _: True) -> Counts:
    """All that a trial knows as counts: what was folded, and those impressions that are wanted, with their clicks."""
    found: dict[Place, list[float]] = {place: list(values) for place, values in log.folded.items()}
    matched = matches(log.events)
    for one in log.events:
        if one.kind == "impression" and which(one):
            clicked = one.id in matched
            late = max(0.0, matched[one.id][1].at - one.at) / 3600 if clicked else 0.0
            cell = found.setdefault((one.time, one.position, int(one.at // 3600)), [0.0] * len(COUNTED))
            told = (1.0, float(clicked), late, 1 / one.propensity)
            for number, value in enumerate(told):
                cell[number] += value
    return {place: tuple(values) for place, values in found.items()}


def waiting(log: TrialLog) -> int:
    """How many clicks have no impression yet."""
    matched = {click.of or click.viewer for _, click in matches(log.events).values()}
    return sum(one.kind == "click" and (one.of or one.viewer) not in matched for one in log.events)


def _counts(rows: Sequence[Sequence[float]]) -> Counts:
    return {(row[0], int(row[1]), int(row[2])): tuple(row[3 : 3 + len(COUNTED)]) for row in rows}


def _line(one: Event) -> str:
    default = {"time": -1.0, "viewer": "", "position": 0, "propensity": 1.0, "of": ""}
    told = {name: value for name, value in asdict(one).items() if default.get(name) != value}
    return json.dumps(told) + "\n"
