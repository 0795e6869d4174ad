"""Nearness of frames to a query, in steps that mean the same in every video."""

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times, Vectors
from vsearch.retrieval.thumbnails.weights import Column

COMMON = 0.15
"""How much of the nearness to words that say little is no nearness to the query."""

OWN = 0.25
"""How much a frame itself counts beside those around it."""

AROUND = 3.0
"""Seconds before and after a frame within which its shot tells what it shows."""


def nearness(frames: Vectors, query: Vectors, bank: Vectors, time: Times, shot: NDArray[np.int32]) -> Column:
    """Similarity of each frame, and more of its shot around it: what is seen for seconds is surer than in one frame.

    A part of what the frame has in common with words that say little is taken off: some frames are near to every text.
    """
    values = frames @ (query.reshape(-1) - COMMON * bank.mean(axis=0))
    return np.asarray(OWN * values + (1 - OWN) * _around(values, time, shot), np.float32)


def _around(values: Column, time: Times, shot: NDArray[np.int32]) -> Column:
    """The mean of the values within some seconds in the same shot."""
    # Laid so far apart, shots cannot meet in one window.
    place = time + 2 * AROUND * shot
    order = np.argsort(place, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(values[order], dtype=np.float64)])
    low = np.searchsorted(place[order], place - AROUND)
    high = np.searchsorted(place[order], place + AROUND, side="right")
    return np.asarray((sums[high] - sums[low]) / (high - low), np.float32)


def stray(frames: Vectors, bank: Vectors) -> float:
    """How far words that say little stray from their common mean against these frames: less means nothing."""
    return max(float((frames @ (bank - bank.mean(axis=0)).T).std()), 1e-6) if len(frames) else 1.0


def standing(values: Column, step: float) -> Column:
    """Where each value stands among all, in [-1, 1]: steps from the mean, five of them counting as one.

    The step is no spread of the values themselves, or the noise among frames that are all alike would decide.
    """
    middle = float(values.mean()) if len(values) else 0.0
    return np.asarray(np.clip((values - middle) / (5 * step), -1, 1), np.float32)
