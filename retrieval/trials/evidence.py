"""What is known of the arms of all trials together, by the model of clicks, computed once a state of the logs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.library.decisions.events import COUNTED, counted, waiting
from vsearch.retrieval.library import Library
from vsearch.retrieval.trials import model, posterior
from vsearch.retrieval.trials.arms import deviations
from vsearch.retrieval.trials.model import ClickModel, Values
from vsearch.retrieval.trials.trials import ThumbnailTrial, refused, rejected, trials

CountedTrial = tuple[Values, int]
"""The counts of a trial, a row a place (time, position, hour, COUNTED), and how many clicks wait."""
FEW = 20
"""Views of each arm below which a trial without a winner says nothing."""
NOTHING_HEARD = ClickModel({}, np.ones(24), 0.0, model.WORTH, model.VARIES, *(np.zeros(0) for _ in range(5)))


@dataclass(frozen=True, slots=True)
class ArmStanding:
    """One arm as it stands: what was counted, and what that tells."""

    time: float
    score: float
    propensity: float
    """The chance that it had to be drawn."""
    shown: int
    clicked: int
    rate: float
    """Clicks an impression, with place, hour, day and patience taken out."""
    best: float
    """The probability that it is the best."""
    loss: float
    """What choosing it is expected to lose against the best, as a share of the best."""
    share: float
    """How often it is shown now, of those who take part."""
    dropped: bool
    barred: bool
    """Whether it may not be shown any more: it was rejected, or is packaging."""


@dataclass(frozen=True, slots=True)
class ClickEvidence:
    """The standing of every arm of some trials, by the ids of the trials, and the model that tells it."""

    arms: Mapping[str, tuple[ArmStanding, ...]]
    clicks: ClickModel
    waiting: Mapping[str, int] = field(default_factory=dict)
    """Clicks whose impressions have not come yet."""
    won: Mapping[str, float] = field(default_factory=dict)
    """The time of the arm that has won, of those trials that could end."""
    hopeless: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """The times of the arms to be dropped."""


def evidence(library: Library) -> ClickEvidence:
    """What is known of all trials that have not been withdrawn; of those that ended, what their counts tell."""

    def read() -> ClickEvidence:
        known = [one for one in trials(library).values() if one.state != "withdrawn" and library.store.has(one.video)]
        return judged(known, [_counts(library, one) for one in known], lambda one: barred(library, one))

    return library.cache.get("evidence", library.revision(), read)


def undecided(library: Library) -> dict[str, dict[float, float]]:
    """By video, how probable each frame is the best of those that are tried, where a trial has no winner yet.

    They are shares of one choice, so that a trial that can tell nothing says that all are alike.
    """
    known = trials(library)
    return {
        known[id].video: {arm.time: arm.best for arm in arms if arm.best > 0}
        for id, arms in evidence(library).arms.items()
        if known[id].winner is None and min(arm.shown for arm in arms) >= FEW
    }


def barred(library: Library, trial: ThumbnailTrial) -> list[bool]:
    """Which arms may not be shown any more: what was rejected, or found to be packaging, since they were drawn."""
    verdicts, spans = rejected(library).get(trial.video, ()), library.packaging(trial.video)
    return [refused(verdicts, a.time) or any(s.start <= a.time < s.end for s in spans) for a in trial.arms]


def _counts(library: Library, trial: ThumbnailTrial) -> CountedTrial:
    """What was counted of a trial, read again only when its events changed."""

    def read() -> CountedTrial:
        log = library.store.trials.read(trial.id)
        rows = [[*place, *values] for place, values in counted(log).items()]
        return np.array(rows, np.float64).reshape(-1, 3 + len(COUNTED)), waiting(log)

    return library.cache.get(("trial", trial.id), library.store.trials.identity(trial.id), read)


def judged(
    known: Sequence[ThumbnailTrial],
    counts: Sequence[CountedTrial],
    barred: Callable[[ThumbnailTrial], list[bool]],
) -> ClickEvidence:
    """The standing of the arms of some trials, by what was counted of each."""
    if not known:
        return ClickEvidence({}, NOTHING_HEARD)
    width = max(len(one.arms) for one in known)
    arms = [(row, n) for row, one in enumerate(known) for n in range(len(one.arms))]
    firsts = np.cumsum([0, *(len(one.arms) for one in known)])
    parts = [_numbered(one, told, first) for one, (told, _), first in zip(known, counts, firsts[:-1], strict=True)]
    seen = model.gathered(np.concatenate(parts))
    scores = np.concatenate([deviations(np.array([arm.score for arm in one.arms])) for one in known])
    now = float(seen.hour.max(initial=-1)) + 1
    found = model.fit(seen, np.array([row for row, _ in arms]), scores, now)
    bars = [barred(one) for one in known]
    there = np.zeros((len(known), width), bool)
    for row, one in enumerate(known):
        there[row, : len(one.arms)] = [
            not arm.dropped and not bar for arm, bar in zip(one.arms, bars[row], strict=True)
        ]
    return _told(known, counts, found, arms, there, bars)


def _numbered(trial: ThumbnailTrial, told: Values, first: int) -> Values:
    """What was counted with the numbers of the arms instead of their times; of a time that is no arm's, nothing."""
    same = told[:, :1] == np.array([[arm.time for arm in trial.arms]])
    rows: Values = told[same.any(1)]
    rows[:, 0] = first + same[same.any(1)].argmax(1)
    return rows


def _told(
    known: Sequence[ThumbnailTrial],
    counts: Sequence[CountedTrial],
    found: ClickModel,
    arms: Sequence[tuple[int, int]],
    there: NDArray[np.bool_],
    bars: Sequence[Sequence[bool]],
) -> ClickEvidence:
    def table(values: NDArray[np.float64], fill: float) -> NDArray[np.float64]:
        padded = np.full(there.shape, fill)
        padded[tuple(np.array(arms).T)] = values
        return padded

    shape, rate, views = table(found.shape, 1.0), table(found.rate, 1.0), table(found.shown, 0.0)
    stands = posterior.standing(shape, rate, there)
    given, winners = posterior.shares(stands.best, views, there), posterior.winners(stands, views, there)
    lost, clicked = posterior.hopeless(stands, views, there), table(found.clicked, 0.0)
    rates = table(found.base, 0.0) * shape / rate
    told = {
        one.id: tuple(
            ArmStanding(
                arm.time, arm.score, arm.propensity, int(views[row, n]), int(clicked[row, n]),
                float(rates[row, n]), float(stands.best[row, n]), float(stands.loss[row, n]), float(given[row, n]),
                arm.dropped, bars[row][n],
            )
            for n, arm in enumerate(one.arms)
        )
        for row, one in enumerate(known)
    }  # fmt: skip
    running = [(row, one) for row, one in enumerate(known) if one.running]
    won = {one.id: one.arms[winners[row]].time for row, one in running if winners[row] >= 0}
    hopeless = {
        one.id: tuple(one.arms[n].time for n in np.flatnonzero(lost[row]).tolist())
        for row, one in running
        if lost[row].any() and one.id not in won
    }
    late = {one.id: late for one, (_, late) in zip(known, counts, strict=True)}
    return ClickEvidence(told, found, late, won, hopeless)
