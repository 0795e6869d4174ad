"""The monitor: how much of what was shown people accepted, whether videos drift, and when to train again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vsearch.errors import LibraryError
from vsearch.library import towers
from vsearch.library.catalog.shards import ask
from vsearch.library.catalog.verdicts import moment
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import Recorded
from vsearch.library.decisions.outside import checked
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import labels
from vsearch.retrieval.tags.thresholds import wilson
from vsearch.training.datasets.split import NEEDED
from vsearch.training.datasets.wanted import clicked, pins
from vsearch.training.serving.drift import Drift, drift

KS = (1, 3, 5)
CHOICES = ("pin", "choose", "accept", "reject", "label", "unlabel", "click")
"""Decisions that a tower learns from; tags that came with a video count as one."""
FRESH = 20
"""New choices that are worth a training, or a tenth of the old ones where that is more."""
LATELY = timedelta(weeks=4)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AcceptanceRate:
    """How much of what was shown was judged, and precision@k: the accepted share of what was judged in the first k."""

    name: str
    shown: int
    judged: int
    precision: dict[int, float | None]


@dataclass(frozen=True, slots=True)
class Need:
    """Whether to train again, and why."""

    yes: bool
    why: str


@dataclass(frozen=True, slots=True)
class Monitored:
    """Precision by week, tag and encoder version; drift (None while too few videos tell); whether to train again."""

    weeks: tuple[AcceptanceRate, ...]
    tags: tuple[AcceptanceRate, ...]
    encoders: tuple[AcceptanceRate, ...]
    drift: Drift | None
    need: Need


@dataclass(frozen=True, slots=True)
class _Last:
    """When a tower was trained, which videos it learned from, and which it or its test knew."""

    at: datetime
    learned: frozenset[str]
    known: frozenset[str]
    decided: int
    """How many decisions of the log it learned from; 0 where that is not known."""

    def later(self, log: Sequence[Recorded]) -> Sequence[Decision]:
        """What was decided since, or while it was trained, and not taken back."""
        if self.decided:
            return [item.decision for item in log[self.decided :] if item.counts]
        return [item.decision for item in log if item.counts and (moment(item.decision.at) or LONG_AGO) > self.at]


def monitored(library: Library) -> Monitored:
    """Everything that is watched."""
    moved = drifting(library)
    weeks, tags, versions = (rates(library, name) for name in ("strftime(shown_at, '%G-W%V')", "tag", "version"))
    return Monitored(weeks, tags, versions, moved, judged(library, moved))


def needed(library: Library) -> Need:
    """Whether a tower should be trained now."""
    return judged(library, drifting(library))


def rates(library: Library, name: str) -> tuple[AcceptanceRate, ...]:
    """Precision of the groups of what was shown that an expression of SQL names."""
    shares = ", ".join(f"avg(accepted::int) filter (rank <= {k})" for k in KS)
    group = f"coalesce({name}, 'undated')"
    rows = ask(library.store, f"select {group}, count(*), count(accepted), {shares} from shown group by 1 order by 1")
    return tuple(
        AcceptanceRate(group, shown, said, dict(zip(KS, rest, strict=True))) for group, shown, said, *rest in rows
    )


def drifting(library: Library) -> Drift | None:
    """Whether videos that no tower (or, while there is none, no label) has learned from look other than the rest."""
    last = _last(library)
    learned = last.learned if last else labels(library).videos.keys()
    ids = library.store.ids()
    return drift(library, [id for id in ids if id in learned], [id for id in ids if id not in learned])


def judged(library: Library, moved: Drift | None, now: datetime | None = None) -> Need:
    """Whether to train: something new must have been chosen, and be much, or things must have got worse."""
    log, tagged = library.store.history(), labels(library).videos
    decisions = [item.decision for item in log if item.counts]
    videos = len(_learnable(library, decisions, tagged))
    if videos < NEEDED:
        return Need(False, f"{videos} videos with choices are too few to learn from: {NEEDED} are the least.")
    last = _last(library)
    if last is None:
        return Need(True, f"{videos} videos have choices, and no tower has been trained yet.")
    choices, fresh = (
        [made for made in some if made.kind in CHOICES and made.video] for some in (decisions, last.later(log))
    )
    came = tagged.keys() - {made.video for made in choices if made.tag}
    new = len(fresh) + len(came - last.known)
    enough = max(FRESH, (len(choices) + len(came) - new) // 10)
    if new >= enough:
        return Need(True, f"{new} choices are new since the last training; {enough} are worth another.")
    trouble = _worse(library, now or datetime.now(UTC)) or _moved(moved)
    if trouble and new:
        return Need(True, f"{trouble} {new} new choices can help.")
    if trouble:
        return Need(False, f"{trouble} Nothing new has been chosen to learn from: review some tags first.")
    return Need(False, f"{new} choices are new since the last training; {enough} are worth another.")


def _learnable(library: Library, decisions: Sequence[Decision], tagged: Iterable[str]) -> set[str]:
    """The videos that a dataset finds something to learn from in: tags, a pin, a judged moment or enough clicks."""
    by_video: dict[str, list[Decision]] = defaultdict(list)
    outside = checked(library.entry)
    decisions = [made for made in decisions if not outside(made)]
    for made in decisions:
        by_video[made.video].append(made)
    pinned = (video for video, own in by_video.items() if pins(own))
    judged = (made.video for made in decisions if made.kind in ("accept", "reject") and made.start is not None)
    return {*tagged, *pinned, *judged, *clicked(decisions)} & set(library.store.ids())


def _last(library: Library) -> _Last | None:
    """The newest training, whether its tower serves or not; `doctor` names the towers that are damaged."""
    found = []
    for name in towers.names(library.store):
        with suppress(LibraryError):
            data = towers.read(library.store, name).data
            learned = frozenset(data.get("learned", ()))
            known = learned.union(data.get("held", ()))
            found.append(_Last(moment(data.get("made", "")) or LONG_AGO, learned, known, data.get("decided") or 0))
    return max(found, key=lambda last: last.at, default=None)


def _worse(library: Library, now: datetime) -> str:
    """Whether lately surely less is accepted than before: Wilson's bounds of the two do not meet."""
    question = (
        "select shown_at >= ?, count_if(accepted), count(accepted) from shown where shown_at is not null group by 1"
    )
    told = {late: counts for late, *counts in ask(library.store, question, [(now - LATELY).replace(tzinfo=None)])}
    (right, late), (before, early) = told.get(True, (0, 0)), told.get(False, (0, 0))
    if not late or not early or 1 - wilson(late - right, late) >= wilson(before, early):
        return ""
    return (
        f"Of the tags shown in the last four weeks {right / late:.0%} were accepted, before that {before / early:.0%}."
    )


def _moved(moved: Drift | None) -> str:
    if moved is None or not moved.drifted:
        return ""
    return (
        f"Newer videos look other than those learned from (energy distance {moved.distance:.3f}, by chance at most "
        f"{moved.usual:.3f})."
    )
