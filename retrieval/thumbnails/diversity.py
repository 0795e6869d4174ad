"""Choose a few things that are good and unlike each other, and how many are worth choosing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors
from vsearch.retrieval.thumbnails.weights import Column
from vsearch.signals.compare import median

BALANCE = 0.45
"""How much goodness counts against novelty in maximal marginal relevance."""

GAIN = 0.04
"""A further choice must raise the coverage of all frames by at least this share."""


def diverse(scores: Column, vectors: Vectors, shots: NDArray[np.int32], top: int) -> list[int]:
    """Maximal marginal relevance (Carbonell and Goldstein, 1998); being of one shot is likeness too."""
    chosen: list[int] = []
    good = _scaled(scores)
    likeness = np.zeros(len(scores), np.float32)
    alike = _scaled_likeness(vectors)
    while len(chosen) < min(top, len(scores)):
        worth = BALANCE * good - (1 - BALANCE) * likeness
        worth[chosen] = -np.inf
        best = int(np.argmax(worth))
        chosen.append(best)
        same = (shots == shots[best]).astype(np.float32)
        likeness = np.maximum(likeness, 0.5 * alike[:, best] + 0.5 * same)
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


def _scaled(values: Column) -> Column:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return np.asarray((values - low) / max(high - low, 1e-9), np.float32)


def _scaled_likeness(vectors: Vectors) -> Vectors:
    """Cosines between frames, 0 at their median: frames of one film are all somewhat alike."""
    alike = vectors @ vectors.T
    middle = median(alike)
    return np.asarray(np.clip((alike - middle) / max(1 - middle, 1e-6), 0, 1), np.float32)
