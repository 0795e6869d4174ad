"""Trials from day to day by the product's own rules, on people whose clicks are known: who wins, and what it cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.setting import viewers
from bench.setting.viewers import Audience, ShownArms, Values
from vsearch.retrieval.trials import model, posterior
from vsearch.retrieval.trials.model import ClickModel

POLICIES = ("thompson", "uniform", "top")


@dataclass(frozen=True)
class Competition:
    """What came of it: a row a video."""

    won: NDArray[np.int64]
    """The arm that won; -1 where none did."""
    day: NDArray[np.int64]
    """When."""
    best: Values
    """How probable each arm is the best, at the end."""
    there: NDArray[np.bool_]
    """The arms that were not dropped."""
    lost: Values
    """Clicks that the best arm would have brought beyond those that were brought, by the rates that last."""
    shown: Values
    model: ClickModel | None


def compete(people: Audience, policy: str, days: int, seed: int, share: float = 1.0) -> Competition:
    """Every day is shown by the shares of the evening before; what came until then decides."""
    dice, shown = np.random.default_rng(seed), ShownArms.nothing()
    videos, arms = people.there.shape
    trial, rows = np.repeat(np.arange(videos), arms), np.arange(videos)
    equal = people.there / people.there.sum(1, keepdims=True)
    first = np.zeros_like(equal)
    first[:, 0] = 1.0
    there, best, found = people.there.copy(), equal, None
    won, when = np.full(videos, -1), np.full(videos, -1)
    lost, views = np.zeros(videos), np.zeros(videos)
    given = first if policy == "top" else share * equal + (1 - share) * first
    for day in range(days):
        shown, often = viewers.day(people, np.where(given > 0, given, 1e-12), day, shown, dice)
        views += often.sum(1)
        lost += (often * (people.rate.max(1, keepdims=True) - people.rate)).sum(1)
        if policy == "top":
            continue
        found = model.fit(shown.seen(), trial, people.score.reshape(-1), 24 * (day + 1))
        shape, rate, count = (part.reshape(videos, arms) for part in (found.shape, found.rate, found.shown))
        stands = posterior.standing(shape, rate, there)
        best = stands.best
        fresh = (won < 0) & ((leader := posterior.winners(stands, count, there)) >= 0)
        won[fresh], when[fresh] = leader[fresh], day
        if policy == "thompson":
            there &= ~(posterior.hopeless(stands, count, there) & (won < 0)[:, None])
            given = posterior.shares(best, count, there)
        else:
            given = equal
        given = share * given + (1 - share) * first
        given[won >= 0] = 0.0
        given[rows[won >= 0], won[won >= 0]] = 1.0
    return Competition(won, when, best, there, lost, views, found)
