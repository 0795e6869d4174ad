"""Drift: whether newer videos look other than those that were learned from, by more than chance."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError
from vsearch.nouns import Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.signatures import LOOKS
from vsearch.retrieval.tags.votes import spread

Distances = NDArray[np.float64]
Rows = NDArray[np.intp]

LEAST = 5
"""Videos on each side below which nothing can be said."""

MOST = 150
"""Videos on each side that are compared."""

DRAWS = 500


@dataclass(frozen=True, slots=True)
class Drift:
    """How far newer videos' frames are from those learned from (energy distance), and how far by chance."""

    distance: float
    usual: float
    """Of a hundred divisions of the same videos by lot, five are farther apart than this."""
    chance: float
    learned: int
    newer: int

    @property
    def drifted(self) -> bool:
        """Whether one in a hundred divisions by lot at most is as far apart."""
        return self.chance <= 0.01


def drift(library: Library, learned: Sequence[str], newer: Sequence[str], seed: int = 0) -> Drift | None:
    """Compare the frames of two lists of videos; None where there are too few."""
    dice = np.random.default_rng(seed)
    sides = [_frames(library, _some(ids, dice)) for ids in (learned, newer)]
    if min(map(len, sides)) < LEAST:
        return None
    return measured(sides[0], sides[1], dice)


def measured(learned: Sequence[Vectors], newer: Sequence[Vectors], dice: np.random.Generator) -> Drift:
    """The energy distance (Székely and Rizzo, 2013) between two lists of videos, with a permutation test.

    E = 2 mean |x - y| - mean |x - x'| - mean |y - y'|, where x and y are frames of different videos: whole videos are
    dealt out by lot, for the frames of one video are no independent witnesses.
    """
    between = distances([*learned, *newer])
    every, first = np.arange(len(between)), len(learned)
    found = energy(between, every[:first], every[first:])
    dealt = (dice.permutation(every) for _ in range(DRAWS))
    others = np.array([energy(between, rows[:first], rows[first:]) for rows in dealt])
    chance = (1 + int((others >= found - 1e-12).sum())) / (1 + DRAWS)
    return Drift(found, float(np.quantile(others, 0.95)), chance, len(learned), len(newer))


def distances(videos: Sequence[Vectors]) -> Distances:
    """The mean distance between the frames of every two videos."""
    rows = np.concatenate(videos).astype(np.float64)
    every = np.sqrt(np.maximum(0, 2 - 2 * rows @ rows.T))
    owner = np.repeat(np.arange(len(videos)), [len(frames) for frames in videos])
    share = np.zeros((len(videos), len(rows)))
    share[owner, np.arange(len(rows))] = 1 / np.bincount(owner)[owner]
    return np.asarray(share @ every @ share.T, np.float64)


def energy(between: Distances, left: Rows, right: Rows) -> float:
    """The energy distance of two parts of the videos."""
    return float(2 * between[np.ix_(left, right)].mean() - _within(between, left) - _within(between, right))


def _within(between: Distances, rows: Rows) -> float:
    part, count = between[np.ix_(rows, rows)], len(rows)
    return float((part.sum() - np.trace(part)) / (count * (count - 1)))


def _some(ids: Sequence[str], dice: np.random.Generator) -> list[str]:
    every = sorted(ids)
    if len(every) <= MOST:
        return every
    return [every[row] for row in np.sort(dice.choice(len(every), MOST, replace=False))]


def _frames(library: Library, ids: Sequence[str]) -> list[Vectors]:
    found = []
    for id in ids:
        with suppress(LibraryError, OSError):
            rows = np.asarray(library.embedded(id).vectors, np.float32)
            if len(rows):
                found.append(rows[spread(rows, LOOKS)])
    return found
