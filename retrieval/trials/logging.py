"""What viewers saw and clicked, line by line: each event once, in whatever order it comes; then what follows of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from itertools import islice
from math import isfinite
from time import time as clock
from typing import Any

from vsearch.errors import VideoAmbiguous, VideoUnknown
from vsearch.library.decisions import Decision
from vsearch.library.decisions.events import Event
from vsearch.records import Record
from vsearch.retrieval.library import Library
from vsearch.retrieval.trials.evidence import evidence
from vsearch.retrieval.trials.trials import ThumbnailTrial, latest, trials

AHEAD = 86400.0
"""Seconds by which a clock may be wrong: what happened later than that has not happened yet."""
LOWEST = 30
"""The last position that is told from those below it."""
LONGEST = 200
"""Letters of an id or of a viewer's key."""

BATCH = 20_000
"""Rows after which what they decide is decided."""

Told = tuple[str, Event]
"""The trial that an event belongs to, and the event."""


class TrialEnded(ValueError):
    """An event of a trial that has ended."""


@dataclass(frozen=True, slots=True)
class LoggedEvents:
    """How many events came in, how many were known already, which lines were passed over, and what was decided."""

    taken: int = 0
    known: int = 0
    waiting: int = 0
    """Clicks whose impressions have not come yet."""
    ended: int = 0
    """Events of trials that have ended, which are not needed any more."""
    troubles: tuple[str, ...] = ()
    decided: tuple[Decision, ...] = ()
    """Arms that were dropped, and winners."""


def log(library: Library, rows: Iterable[tuple[int, Record]], name: str) -> LoggedEvents:
    """Take events from rows of a table; a row that says nothing possible is passed over with a sentence."""
    whole, rows = LoggedEvents(), iter(rows)
    while some := list(islice(rows, BATCH)):
        part = _log(library, some, name)
        whole = LoggedEvents(
            whole.taken + part.taken, whole.known + part.known, part.waiting, whole.ended + part.ended,
            whole.troubles + part.troubles, whole.decided + part.decided,
        )  # fmt: skip
    return whole


def _log(library: Library, rows: Iterable[tuple[int, Record]], name: str) -> LoggedEvents:
    by_trial: dict[str, list[tuple[int, Event]]] = defaultdict(list)
    meant, ended = _trials(library), 0
    wrong: list[tuple[int, str]] = []
    for line, row in rows:
        try:
            trial, event = _event(row, meant)
            by_trial[trial].append((line, event))
        except TrialEnded:
            ended += 1
        except (ValueError, VideoUnknown, VideoAmbiguous) as error:
            wrong.append((line, str(error).rstrip(".")))
    taken = known = 0
    for trial, told in by_trial.items():
        new, since = library.store.trials.add(trial, [event for _, event in told])
        old = [line for line, event in told if event.at < since]
        wrong += [(line, f"it happened before {_day(since)}, of which only counts are kept") for line in old]
        taken, known = taken + len(new), known + len(told) - len(old) - len(new)
    decided = settle(library) if taken else ()
    late = sum(evidence(library).waiting.values())
    troubles = tuple(f"Line {line} of {name} is passed over: {why}." for line, why in sorted(wrong))
    return LoggedEvents(taken, known, late, ended, troubles, decided)


def settle(library: Library) -> tuple[Decision, ...]:
    """Decide what the clicks decide: arms that are surely worse are dropped, and who has won becomes the thumbnail."""
    with library.store.leases.held("write trials"):
        known, told = trials(library), evidence(library)
        made = [
            Decision("drop", known[id].video, time=time, trial=id, by="clicks")
            for id, times in told.hopeless.items()
            for time in times
        ]
        for id, time in told.won.items():
            arm = next(arm for arm in told.arms[id] if arm.time == time)
            best, video = round(arm.best, 4), known[id].video
            made.append(
                Decision("choose", video, time=time, value=best, trial=id, propensity=arm.propensity, by="clicks")
            )
        if made:
            library.store.decide(*made)
    for id in told.won:
        library.store.trials.fold(id)
    return tuple(made)


def _trials(library: Library) -> Callable[[Mapping[str, Any]], ThumbnailTrial]:
    """Finds the trial that a row means; each name is looked up once."""
    known, of_videos = trials(library), latest(library)

    @cache
    def named(trial: str, video: str) -> ThumbnailTrial:
        if trial:
            if trial not in known:
                raise ValueError(f"there is no trial {trial!r:.40}")
            found = known[trial]
        else:
            id = library.find(video).id
            if id not in of_videos:
                raise ValueError(f"no trial of {id} was begun")
            found = of_videos[id]
        if not found.running:
            raise TrialEnded
        return found

    def meant(cells: Mapping[str, Any]) -> ThumbnailTrial:
        trial, video = (str(cells.get(name, ""))[:LONGEST] for name in ("trial", "video"))
        if not trial and not video:
            raise ValueError("it names neither a trial nor a video")
        return named(trial, video)

    return meant


def _event(row: Record, meant: Callable[[Mapping[str, Any]], ThumbnailTrial]) -> Told:
    if isinstance(row, str):
        raise ValueError(row)
    cells = {str(name).strip().lower(): value for name, value in row.items() if value not in (None, "")}
    id, kind = str(cells.get("event", "")), str(cells.get("kind", ""))
    if not id or len(id) > LONGEST:
        raise ValueError("it has no event id of 1 to 200 letters, by which it would be known when it comes again")
    if kind not in ("impression", "click"):
        raise ValueError(f"its kind is {kind!r:.40}, and the kinds are impression and click")
    trial = meant(cells)
    at = _moment(cells.get("at"))
    if at > clock() + AHEAD:
        raise ValueError(f"it happened on {_day(at)}, which has not come yet")
    if at < trial.began - AHEAD:
        raise ValueError(f"it happened on {_day(at)}, before its trial began")
    viewer = _viewer(trial, str(cells.get("viewer", "")))
    if kind == "click":
        of = str(cells.get("impression", ""))
        if not of and not viewer:
            raise ValueError("it is a click that names neither its impression nor its viewer")
        return trial.id, Event(id, kind, at, viewer=viewer, of=of[:LONGEST])
    arm = trial.arm(_number(cells.get("time"), "time"))
    if arm is None:
        raise ValueError(f"no arm of its trial stands at {cells['time']} s")
    even = 1 / len(trial.arms)
    propensity = _number(cells["propensity"], "propensity") if "propensity" in cells else even
    if not 0 < propensity <= 1 or not isfinite(1 / propensity):
        raise ValueError(f"its propensity is {propensity:g}, and a probability lies above 0 and not above 1")
    place = min(int(_number(cells.get("position", 0), "position")), LOWEST)
    return trial.id, Event(id, kind, at, arm.time, viewer, place, propensity)


def _viewer(trial: ThumbnailTrial, key: str) -> str:
    """Enough of a viewer to know them again in this trial, and nowhere else."""
    return blake2b(f"{trial.id}\0{key}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() if key else ""


def _number(value: Any, name: str) -> float:
    with suppress(TypeError, ValueError, OverflowError):
        if not isinstance(value, bool) and 0 <= (found := float(value)) < 1e300:
            return found
    said = "missing" if value is None else f"{value!r:.40}"
    raise ValueError(f"its {name} is {said}, not a number from 0 on")


def _moment(value: Any) -> float:
    """Seconds since 1970 of a date with a time, or of such seconds."""
    with suppress(TypeError, ValueError, OverflowError, OSError):
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            told = datetime.fromisoformat(value.strip())
            return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
        if 0 < (found := float(value)) < 1e11:
            return found
    said = "missing" if value is None else f"{value!r:.40}"
    raise ValueError(f"its at is {said}, neither a moment such as 2026-03-02T10:00:00+00:00 nor seconds since 1970")


def _day(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    except (OverflowError, ValueError, OSError):
        return f"day {at / 86400:.0f}"
