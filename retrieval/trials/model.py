"""The model of clicks: every arm has a rate, and place, hour, day and patience change it alike in all trials.

    expected clicks = shown * rate(arm) * place * hour * day * arrived(age)

The factors are estimated from all trials jointly, each in turn from what the others leave unexplained (iterative
proportional fitting of a Poisson model), and held near 1 where there are few clicks. `arrived` is the share of clicks
that have come by now, for what was shown an hour ago is still to be clicked. Within a trial an arm is the video's own
rate times a lift, and lifts are Gamma-distributed about what the score expects; how much they vary, and how much the
score is worth, are learned from all trials too. Each impression counts by its inverse propensity over the arm's mean,
clipped, so that an arm gains nothing by being shown while people clicked more; and old ones count less by half every
`HALF` days. Views are scaled down to as many even ones as would tell the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDS = 12
NEAR = 20.0
"""Clicks by which a factor is held near 1."""
HALF = 30.0
"""Days after which a click counts half: what draws people wears off."""
VARIES = 12.0
"""The shape of the lifts before anything is known: deviations of about 29 %."""
WORTH = 0.05
"""What one deviation of the score adds to a log rate before anything is known."""
CLIPPED = 3.0
"""How many times an impression counts at most, and at least its inverse: what is rare shall not outweigh the rest."""
TRUSTED = 40.0
"""Arms' worth of evidence for VARIES; for WORTH the same in expected squares of clicks."""


@dataclass(frozen=True, slots=True)
class ClickCounts:
    """What was counted, a row a place: the arm, the position, the hour since 1970, and the columns of COUNTED."""

    arm: Whole
    position: Whole
    hour: Whole
    shown: Values
    clicked: Values
    late: Values
    inverse: Values


@dataclass(frozen=True, slots=True)
class ClickModel:
    """What was estimated: the factors of all trials, and for each arm the clicks and the views that count."""

    positions: dict[int, float]
    hours: Values
    """24 factors, of the hours in UTC."""
    delay: float
    """Hours until a click, in the mean."""
    worth: float
    varies: float
    shape: Values
    rate: Values
    """The Gamma distribution of each arm's lift over its trial."""
    base: Values
    """The rate of each arm's trial."""
    shown: Values
    clicked: Values
    """As they were counted."""


def fit(seen: ClickCounts, trial: Whole, score: Values, now: float) -> ClickModel:
    """The model of some arms, each of a trial and with a score in deviations; `now` are hours since 1970."""
    arms = len(trial)
    age = np.maximum(now - seen.hour, 0.0)
    delay = _delay(seen, age)
    views = seen.shown * -np.expm1(-(age + 0.5) / delay)
    place, hour, day = _factors(seen, views, arms)
    exposure = views / np.maximum(seen.shown, 1e-9) * place.of_rows * hour.of_rows * day.of_rows
    shown, clicked = _by(seen.arm, seen.shown, arms), _by(seen.arm, seen.clicked, arms)
    weight = 0.5 ** (age / 24 / HALF) * _weights(seen, shown)
    whole, square = _by(seen.arm, seen.shown * weight, arms), _by(seen.arm, seen.shown * weight**2, arms)
    weight *= (whole / np.maximum(square, 1e-9))[seen.arm]
    counts = _by(seen.arm, seen.clicked * weight, arms)
    spent = _by(seen.arm, seen.shown * weight * exposure, arms)
    shape, rate, base, worth, varies = _lifts(trial, score, counts, spent)
    known = dict(zip(place.names.tolist(), place.factors.tolist(), strict=True))
    hours = np.ones(24)
    hours[hour.names] = hour.factors
    return ClickModel(known, hours, delay, worth, varies, shape, rate, base, shown, clicked)


@dataclass(slots=True)
class _Factor:
    """One factor: its levels, the level of each row, and what each level multiplies by."""

    names: Whole
    rows: Whole
    factors: Values

    @classmethod
    def of(cls, levels: Whole) -> "_Factor":
        names, rows = np.unique(levels, return_inverse=True)
        return cls(names, rows, np.ones(len(names)))

    @property
    def of_rows(self) -> Values:
        return self.factors[self.rows]

    def fit(self, clicked: Values, expected: Values) -> None:
        """What was clicked over what the rest expects, near 1 where that is little; 1 in the mean."""
        count = len(self.names)
        found = (_by(self.rows, clicked, count) + NEAR) / (_by(self.rows, expected, count) + NEAR)
        self.factors = found * (clicked.sum() + NEAR) / (float((expected * found[self.rows]).sum()) + NEAR)


def _factors(seen: ClickCounts, views: Values, arms: int) -> tuple[_Factor, _Factor, _Factor]:
    """The factors of places, hours and days, each fitted to what the others and the arms leave unexplained."""
    found = _Factor.of(seen.position), _Factor.of(seen.hour % 24), _Factor.of(seen.hour // 24)
    clicked = _by(seen.arm, seen.clicked, arms)
    mean = (clicked.sum() + 1) / (views.sum() + 20)
    for _ in range(ROUNDS if len(views) else 0):
        whole = views * found[0].of_rows * found[1].of_rows * found[2].of_rows
        rates = ((clicked + 1) / (_by(seen.arm, whole, arms) + 1 / mean))[seen.arm]
        for one in found:
            one.fit(seen.clicked, whole * rates / one.of_rows)
            whole = views * found[0].of_rows * found[1].of_rows * found[2].of_rows
    return found


def _weights(seen: ClickCounts, shown: Values) -> Values:
    """The inverse propensity of each row over its arm's mean, clipped."""
    own = seen.inverse / np.maximum(seen.shown, 1e-9)
    mean = _by(seen.arm, seen.inverse, len(shown)) / np.maximum(shown, 1e-9)
    return np.clip(own / np.maximum(mean[seen.arm], 1e-9), 1 / CLIPPED, CLIPPED)


def _delay(seen: ClickCounts, age: Values) -> float:
    """The mean of the delays, exponential ones that are known only where they are shorter than the age."""
    clicks = seen.clicked.sum()
    told = float((seen.late.sum() + 0.1) / (clicks + 1))
    delay = max(told, 0.01)
    for _ in range(8):
        cut = np.minimum((age + 0.5) / delay, 50.0)
        delay = min(max(told + float((seen.clicked * delay * cut / np.expm1(cut)).sum() / (clicks + 1)), 0.01), 72.0)
    return delay


def _lifts(trial: Whole, score: Values, clicks: Values, views: Values) -> tuple[Values, Values, Values, float, float]:
    """The distribution of each arm's lift, the rates of the trials, the worth of the score, and how lifts vary."""
    count = int(trial.max(initial=-1)) + 1
    worth, varies = WORTH, VARIES
    mean = (clicks.sum() + 1) / (views.sum() + 20)
    lift = np.ones(len(trial))
    base = np.full(len(trial), mean)
    several = np.maximum(_by(trial, np.ones(len(trial)), count), 2)[trial]
    for _ in range(ROUNDS):
        prior = np.exp(worth * score)
        prior /= (_by(trial, prior, count) / np.maximum(_by(trial, np.ones(len(trial)), count), 1))[trial]
        base = ((_by(trial, clicks, count) + 1) / (_by(trial, views * lift, count) + 1 / mean))[trial]
        lift = (varies + clicks) / (varies / prior + base * views)
        expected = base * views * prior
        trust = 1 / (1 + expected / varies)
        worth += float((score * (clicks - expected) * trust).sum() + TRUSTED * (WORTH - worth)) / float(
            (score**2 * expected * trust).sum() + TRUSTED
        )
        spread = ((clicks - expected) ** 2 * several / (several - 1) - expected) * trust**2
        told = float(spread.sum() + TRUSTED / 4 / VARIES), float((expected**2 * trust**2).sum() + TRUSTED / 4)
        varies = float(np.clip(told[1] / max(told[0], 1e-9), 2.0, 400.0))
    return varies + clicks, varies / prior + base * views, base, worth, varies


def _by(rows: Whole, values: Values, count: int) -> Values:
    return np.asarray(np.bincount(rows, values, count), np.float64) if len(rows) else np.zeros(count)


def gathered(rows: Values) -> ClickCounts:
    """Rows of an arm, a position, an hour and what was counted there, as columns."""
    arm, position, hour = rows[:, :3].astype(np.int64).T
    return ClickCounts(arm, position, hour, *rows[:, 3:].T)
