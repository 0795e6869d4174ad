"""What the clicks say of the arms: how probable each is the best, what choosing it would lose, whom to show it."""

from dataclasses import dataclass
from math import erfc, sqrt, tau

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Rows = NDArray[np.bool_]

ENOUGH = 200.0
"""Views of an arm until which it is sure of its least share, and before which nothing is decided about it."""
LEAST = 0.5
"""The least share of such an arm, of an equal one."""
LATER = 0.02
"""The least share afterwards: clicks change, and what is never shown is never known."""
HOPELESS = 0.01
"""An arm that is the best with a smaller probability than this is dropped."""
SURE = 0.95
"""The probability of being the best that a winner needs."""
LOSS = 0.01
"""What a winner may be expected to lose against the best, as a share of the best."""

_NODES = np.linspace(-5.0, 5.0, 121)
_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()

_FAR, _PER_UNIT = 9, 64
_BELOW = np.array([erfc(-row / _PER_UNIT / sqrt(2)) / 2 for row in range(-_FAR * _PER_UNIT, _FAR * _PER_UNIT + 1)])


@dataclass(frozen=True, slots=True)
class BestOdds:
    """Of each arm of each trial, a row a trial: how probable it is the best, and what it is expected to lose."""

    best: Values
    loss: Values


def standing(shape: Values, rate: Values, there: Rows) -> BestOdds:
    """The probabilities for Gamma-distributed lifts; arms that are not `there` are out of the running.

    The cube root of a Gamma variable is almost normal (Wilson and Hilferty, 1931), so that all is one sum over nodes.
    """
    mean = np.cbrt(shape / rate)
    centre, spread = mean * (1 - 1 / (9 * shape)), mean / (3 * np.sqrt(shape))
    best, whole = np.zeros(shape.shape), np.zeros(len(shape))
    arms = shape.shape[1]
    for arm in range(arms):
        at = centre[:, arm, None] + spread[:, arm, None] * _NODES
        ahead = np.ones_like(at)
        for other in range(arms):
            if other != arm:
                below = normal_below((at - centre[:, other, None]) / spread[:, other, None])
                ahead *= np.where(there[:, other, None], below, 1.0)
        ahead *= there[:, arm, None] * _WEIGHTS
        best[:, arm] = ahead.sum(1)
        whole += (ahead * np.maximum(at, 0.0) ** 3).sum(1)
    total = np.maximum(best.sum(1), 1e-12)
    most = whole / total
    loss = np.maximum(most[:, None] - shape / rate, 0.0) / np.maximum(most, 1e-12)[:, None]
    return BestOdds(best / total[:, None], np.where(there, loss, 1.0))


def normal_below(x: Values) -> Values:
    """The share of a normal distribution below `x`: Taylor's series to the third step about a table's nearest node."""
    row = np.rint(np.clip(x, -_FAR, _FAR) * _PER_UNIT).astype(np.intp)
    node = row / _PER_UNIT
    step = np.clip(x, -_FAR, _FAR) - node
    density = np.exp(-(node**2) / 2) / sqrt(tau)
    along = step * (1 - node * step / 2 + (node**2 - 1) * step**2 / 6)
    return np.asarray(_BELOW[row + _FAR * _PER_UNIT] + density * along, np.float64)


def shares(best: Values, views: Values, there: Rows) -> Values:
    """Whom to show what: each arm as often as it is probably the best (Thompson, 1933), and never less than its least.

    Arms with too few views are sure of a share whatever they did: chance is most of what few views tell.
    """
    equal = there / np.maximum(there.sum(1, keepdims=True), 1)
    least = np.where(there, np.where(views < ENOUGH, LEAST * equal, np.minimum(LATER, LEAST * equal)), 0.0)
    free = 1 - least.sum(1, keepdims=True)
    wanted = np.where(there, best, 0.0)
    wanted = np.divide(wanted, wanted.sum(1, keepdims=True), out=equal.copy(), where=wanted.sum(1, keepdims=True) > 0)
    return np.asarray(least + free * wanted, np.float64)


def hopeless(found: BestOdds, views: Values, there: Rows) -> Rows:
    """The arms to drop: seen enough, as all others are, and surely not the best."""
    told = (views >= ENOUGH) | ~there
    return there & told.all(1, keepdims=True) & (found.best < HOPELESS)


def winners(found: BestOdds, views: Values, there: Rows) -> NDArray[np.int64]:
    """The arm that has won each trial; -1 where none has."""
    rows = np.arange(len(views))
    leader = np.where(there, found.best, -1.0).argmax(1)
    won = (found.best[rows, leader] >= SURE) & (found.loss[rows, leader] <= LOSS)
    won &= ((views >= ENOUGH) | ~there).all(1) & there.any(1)
    return np.where(won, leader, -1)
