"""Seconds become stretches by DBSCAN in time: seconds near enough to enough others of their kind are one stretch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span


@dataclass(frozen=True, slots=True)
class Clustering:
    """`eps` is how many seconds a neighbour lies away at most; `least` how many neighbours, itself among them."""

    eps: float = 3.0
    least: int = 3


def stretches_of(told: NDArray[np.bool_], how: Clustering) -> list[Span]:
    """The stretches of the seconds that are told to be of a kind (Ester and others, 1996, on one axis)."""
    points = np.flatnonzero(told).astype(np.float64)
    if not len(points):
        return []
    first = np.searchsorted(points, points - how.eps, "left")
    last = np.searchsorted(points, points + how.eps, "right")
    cores = points[last - first >= how.least]
    if not len(cores):
        return []
    breaks = np.flatnonzero(np.diff(cores) > how.eps) + 1
    spans: list[Span] = []
    for group in np.split(cores, breaks):
        low = points[np.searchsorted(points, group[0] - how.eps, "left")]
        high = points[np.searchsorted(points, group[-1] + how.eps, "right") - 1]
        # A point at the border of two clusters belongs to the first.
        spans.append(Span(max(float(low), spans[-1].end if spans else 0.0), float(high) + 1))
    return spans
