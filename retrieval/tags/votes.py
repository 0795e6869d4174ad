"""Votes: how the labels of near videos and near frames become a probability for each tag."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors

Column = NDArray[np.float32]
Rows = NDArray[np.intp]

PRIOR = 1.0
"""How many whole votes the base rate of a tag counts for: few or far neighbours move a rare tag little."""

SILENCE = 0.6
"""What a labelled video that does not mention a tag counts against it; one that denies it counts whole."""


@dataclass(frozen=True, slots=True)
class Scale:
    """When a neighbour is near: the similarity of a typical nearest one, and how quickly a vote fades below it."""

    near: float
    fade: float

    def weights(self, similarities: NDArray[np.floating]) -> Column:
        """w = exp((s - near) / fade), at most 1."""
        steps = (np.asarray(similarities, np.float32) - self.near) / self.fade
        return np.asarray(np.exp(np.minimum(0.0, steps)), np.float32)


def scaled(nearest: NDArray[np.floating]) -> Scale:
    """A scale from the similarities of each video's neighbours, nearest first (rows: videos)."""
    first = float(np.median(nearest[:, 0])) if nearest.size else 1.0
    drop = float(np.median(nearest[:, :1] - nearest)) if nearest.size else 0.1
    return Scale(first, max(drop, 0.02))


def shares(known: NDArray[np.int8], base: Column, weights: NDArray[np.floating], voters: Rows) -> Column:
    """The share of votes for each tag, shrunk to its base rate: (sum w y + PRIOR b) / (sum w c + PRIOR).

    `known` holds for every labelled video and tag 1 (has it), 0 (does not say) or -1 (denied); y is 1 where it is 1,
    and c, what the voter counts, is SILENCE where it does not say. This is the mean of a Beta distribution whose prior
    is worth PRIOR votes (Gelman et al., Bayesian Data Analysis, chapter 2).
    """
    cast = known[voters]
    yes = weights @ (cast > 0)
    whole = weights @ np.where(cast == 0, np.float32(SILENCE), np.float32(1))
    return np.asarray((yes + PRIOR * base) / (whole + PRIOR), np.float32)


def rates(known: NDArray[np.int8]) -> Column:
    """How common each tag is among labelled videos, one more of each kind imagined so that none is impossible."""
    return np.asarray(((known > 0).sum(0) + 0.5) / (len(known) + 1), np.float32)


def spread(frames: Vectors, most: int) -> Rows:
    """Rows that stand for all: the one nearest to the middle, then each time the one farthest from those taken."""
    if len(frames) <= most:
        return np.arange(len(frames), dtype=np.intp)
    taken = [int(np.argmax(frames @ frames.mean(axis=0)))]
    nearest = frames @ frames[taken[0]]
    while len(taken) < most:
        taken.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, frames @ frames[taken[-1]])
    return np.array(sorted(taken), np.intp)


def logits(shares: NDArray[np.floating]) -> Column:
    """Probabilities as logits, never infinite."""
    kept = np.clip(shares, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)
