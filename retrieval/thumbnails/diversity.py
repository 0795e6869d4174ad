"""Choose a few things that are good and unlike each other, and how many are worth choosing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors
from vsearch.retrieval.thumbnails.weights import Column
from vsearch.signals.compare import median

BALANCE = 0.45
"""How much goodness counts against novelty in maximal marginal relevance."""

TWIN = 0.95
"""The cosine from which on two frames of a shot are one choice."""

GAIN = 0.04
"""A further choice must raise the coverage of all frames by at least this share."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that was chosen, and what its likeness to those chosen before takes from its score."""

    row: int
    alike: float


def diverse(scores: Column, vectors: Vectors, shots: NDArray[np.int32], top: int) -> list[Choice]:
    """Maximal marginal relevance (Carbonell and Goldstein, 1998); being of one shot is likeness too.

    Score and `alike` together never rise from one choice to the next. A frame that hardly differs from a chosen one
    is no further choice, so that there may be fewer than `top`.
    """
    chosen: list[Choice] = []
    spread = float(scores.max() - scores.min()) if len(scores) else 0.0
    cost = np.zeros(len(scores), np.float32)
    same = shots[:, None] == shots[None, :]
    cosines = vectors @ vectors.T
    alike = 0.5 * _scaled(cosines) + 0.5 * same
    free = np.ones(len(scores), bool)
    while len(chosen) < top and free.any():
        best = int(np.argmax(np.where(free, scores - cost, -np.inf)))
        chosen.append(Choice(best, float(cost[best])))
        cost = np.maximum(cost, (1 - BALANCE) / BALANCE * spread * alike[:, best])
        free &= ~(same[:, best] & (cosines[:, best] >= TWIN))
        free[best] = False
    return chosen


def enough(order: Sequence[int], candidates: Vectors, everything: Vectors) -> int:
    """How many of the candidates, in this order, are worth showing: while each covers something new."""
    covered = np.zeros(len(everything), np.float32)
    nearest = np.clip(everything @ candidates.T, 0, 1)
    for count, row in enumerate(order):
        reached = np.maximum(covered, nearest[:, row])
        if count and reached.mean() - covered.mean() < GAIN:
            return count
        covered = reached
    return len(order)


def _scaled(alike: Vectors) -> Vectors:
    """Cosines between frames, 0 at their median: frames of one film are all somewhat alike."""
    middle = median(alike)
    return np.asarray(np.clip((alike - middle) / max(1 - middle, 1e-6), 0, 1), np.float32)
