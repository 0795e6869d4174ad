"""Arms are drawn by lot among diverse candidates, the best always, so that each has a known chance to be tried."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong

FEWEST, MOST = 2, 6
"""Arms of a trial."""
EVEN = 0.25
"""The share of the lot that every candidate has alike; the rest goes by score."""
SHARP = 2.0
"""How many times e-fold one deviation of the score counts in that rest."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A candidate that was drawn, by its row, and the chance that it had."""

    row: int
    propensity: float


def draw(scores: Sequence[float], count: int, seed: int) -> list[Drawn]:
    """`count` of some candidates, the best first and surely; the others without replacement, better ones sooner."""
    if not FEWEST <= count <= MOST:
        raise UsageWrong(f"A trial has {FEWEST} to {MOST} arms, not {count}.")
    values = np.asarray(scores, np.float64)
    best = int(values.argmax())
    others = np.delete(np.arange(len(values)), best)
    count = min(count - 1, len(others))
    lots = _lots(values[others])
    chances = inclusion(lots, count)
    dice = np.random.default_rng(seed)
    picked = dice.choice(len(others), count, replace=False, p=lots).tolist() if count else []
    rest = sorted((Drawn(int(others[n]), float(chances[n])) for n in picked), key=lambda one: -values[one.row])
    return [Drawn(best, 1.0), *rest]


def inclusion(lots: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The chance of each to be among `count` that are drawn one after another by these lots, without replacement."""
    reached: dict[tuple[int, ...], float] = {(): 1.0}
    for _ in range(min(count, len(lots))):
        further: dict[tuple[int, ...], float] = {}
        for drawn, chance in reached.items():
            rest = 1 - sum(lots[n] for n in drawn)
            for n in range(len(lots)):
                if n not in drawn:
                    one = tuple(sorted((*drawn, n)))
                    further[one] = further.get(one, 0.0) + chance * lots[n] / rest
        reached = further
    chances = np.zeros(len(lots))
    for drawn, chance in reached.items():
        chances[list(drawn)] += chance
    return np.minimum(chances, 1.0)


def _lots(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    better = np.exp(SHARP * deviations(scores))
    return np.asarray(EVEN / len(scores) + (1 - EVEN) * better / better.sum())


def deviations(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores by how many deviations they lie above their mean; of equal ones, none."""
    away = scores - scores.mean()
    return np.asarray(away / (float(scores.std()) or 1.0))
