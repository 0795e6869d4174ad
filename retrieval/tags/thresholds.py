"""Thresholds: from which probability on a suggestion may be called a tag."""

from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

PRECISION = 0.6
"""What a tag's precision must surely reach."""

BORROWED = 30
"""Verdicts that a tag borrows from the others of its probability."""

Z = 1.645
"""The bound holds in 95 of 100 cases."""


def wilson(right: float, count: float, z: float = Z) -> float:
    """The lower end of Wilson's interval (1927): a share that the true one surely exceeds."""
    if not count:
        return 0.0
    share = right / count
    middle = share + z * z / (2 * count)
    return (middle - z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))) / (1 + z * z / count)


def thresholds(told: NDArray[np.floating], true: NDArray[np.bool_], precision: float = PRECISION) -> list[float]:
    """For each tag (a column) the lowest probability from which on held-out precision surely reaches `precision`.

    A tag has few labels, yet all tags are judged alike: those above a probability among the other tags' verdicts count
    as BORROWED further ones. Infinite for a tag that cannot be told surely, or was right less than twice.
    """
    scores = np.asarray(told, np.float64)
    every = np.argsort(-scores, axis=None, kind="stable")
    ladder = -scores.ravel()[every]
    rights = np.concatenate([[0], np.cumsum(true.ravel()[every])])
    found = []
    for column in range(scores.shape[1]):
        own = np.sort(scores[true[:, column], column])[::-1]
        lowest = inf
        for low in own.tolist():
            right, count = int((own >= low).sum()), int((scores[:, column] >= low).sum())
            above = int(np.searchsorted(ladder, -low, side="right"))
            others, theirs = above - count, int(rights[above]) - right
            borrowed = min(BORROWED, others)
            lent = borrowed * theirs / max(1, others)
            if right >= 2 and wilson(right + lent, count + borrowed) >= precision:
                lowest = low
        found.append(lowest)
    return found
