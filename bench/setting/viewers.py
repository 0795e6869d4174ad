"""People who click: videos whose thumbnails have known rates, in places that are seen more and less, and drift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.retrieval.trials.model import ClickCounts

Values = NDArray[np.float64]
Whole = NDArray[np.int64]

PLACES = np.array([1.0, 0.72, 0.5, 0.33])
"""How much is clicked at each position, the first being 1."""
HOURS = np.array([0.75, 0.9, 1.1, 1.25])
"""How much is clicked in each quarter of the day."""
DELAY = 8.0
"""Hours until a click, in the mean."""


@dataclass(frozen=True)
class Audience:
    """What each video's arms are worth, and how often it is shown."""

    rate: Values
    """The rate of each arm of each video, for ever: a row a video, padded with 0."""
    there: NDArray[np.bool_]
    score: Values
    """What the ranking thought of each arm, in deviations; the first arm has the highest."""
    views: Values
    """Impressions of each video a day."""
    fade: Values
    """What is left of a video's rates after a day."""
    wear: Values
    """What each arm has beyond its rate on the first day, which wears off."""
    swing: Values
    """What all rates are multiplied by, a number a day."""


def audience(videos: int, days: int, seed: int, worth: float = 0.1) -> Audience:
    """Videos of 3 to 5 arms: a deviation of the score is worth a tenth of the rate, the rest nobody can foresee."""
    dice = np.random.default_rng(seed)
    arms = dice.integers(3, 6, videos)
    there = np.arange(5) < arms[:, None]
    score = np.where(there, -np.sort(-dice.standard_normal((videos, 5)), 1), 0.0)
    base = 0.05 * np.exp(0.5 * dice.standard_normal(videos))
    lift = np.exp(worth * score + 0.25 * dice.standard_normal((videos, 5)))
    return Audience(
        rate=np.where(there, np.minimum(base[:, None] * lift, 0.5), 0.0), there=there, score=score,
        views=400 * np.exp(0.7 * dice.standard_normal(videos)),
        fade=1 - 0.03 * dice.random(videos),
        wear=0.1 * dice.standard_normal((videos, 5)),
        swing=1 + 0.25 * np.sin(np.arange(days) / 3.1) + 0.05 * dice.standard_normal(days),
    )  # fmt: skip


@dataclass
class ShownArms:
    """Everything that was shown until now, a row an arm, a position and a quarter of a day; clicks come with delay."""

    arm: Whole
    position: Whole
    hour: Whole
    shown: Whole
    come: Whole
    outstanding: Whole
    late: Values
    inverse: Values

    @classmethod
    def nothing(cls) -> "ShownArms":
        none, real = np.zeros(0, np.int64), np.zeros(0)
        return cls(none, none, none, none, none, none, real, real)

    def seen(self) -> ClickCounts:
        """As a trial counts it."""
        whole = self.shown.astype(float), self.come.astype(float)
        return ClickCounts(self.arm, self.position, self.hour, *whole, self.late, self.inverse)


def day(
    people: Audience, shares: Values, number: int, before: ShownArms, dice: np.random.Generator
) -> tuple[ShownArms, Values]:
    """One more day by these shares, and how often each arm was shown; clicks of earlier days go on coming."""
    videos, arms = shares.shape
    quarter, places = len(HOURS), len(PLACES)
    split = np.broadcast_to(shares[:, :, None, None] / (quarter * places), (videos, arms, places, quarter))
    shown = dice.poisson(people.views[:, None, None, None] * split)
    worn = people.rate * (1 + people.wear * np.exp(-number / 5))
    rate = worn * people.fade[:, None] ** number * people.swing[number]
    chance = np.clip(rate[:, :, None, None] * PLACES[:, None] * HOURS, 0, 0.9)
    clicks = dice.binomial(shown, chance)
    arm, place, part = np.nonzero(shown.reshape(videos * arms, places, quarter))
    at = (arm // arms, arm % arms, place, part)
    new = ShownArms(
        arm, place + 1, 24 * number + 6 * part + 3, shown[at], np.zeros(len(arm), np.int64), clicks[at],
        np.zeros(len(arm)), 1 / shares[at[:2]] * shown[at],
    )  # fmt: skip
    parts = {name: np.concatenate([getattr(before, name), getattr(new, name)]) for name in vars(new)}
    made = ShownArms(**parts)
    _arrive(made, 24.0 * (number + 1), dice)
    return made, shown.sum((2, 3))


def _arrive(made: ShownArms, now: float, dice: np.random.Generator) -> None:
    """Let those clicks come whose delay ends by now, given that they had not come a day ago."""
    age = now - made.hour
    since = np.maximum(age - 24, 0)
    gone = made.outstanding > 0
    chance = -np.expm1(-(age - since) / DELAY)
    come = np.zeros_like(made.come)
    come[gone] = dice.binomial(made.outstanding[gone], chance[gone])
    # The mean of an exponential delay that ends between two ages.
    span = age - since
    mean = since + DELAY - span * np.exp(-span / DELAY) / -np.expm1(-span / DELAY)
    made.late += come * mean
    made.come += come
    made.outstanding -= come
