"""Clicks freed of position bias: what stands first is clicked for standing first."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 50


@dataclass(frozen=True, slots=True)
class ShownAt:
    """Something shown at a position (1 is the first), how often, and how often it was clicked there."""

    item: Hashable
    position: int
    shown: float
    clicked: float


def appeal(rows: Sequence[ShownAt]) -> tuple[dict[Hashable, float], dict[int, float]]:
    """How attractive each item is, and how likely each position is looked at (position-based model, fitted by EM).

    A click needs a look and a liking: P(click) = looked(position) * liked(item). Items shown at several positions
    tell the two apart (Wang et al., 2018); likings are shrunk towards the mean click rate.
    """
    items = {item: number for number, item in enumerate(dict.fromkeys(row.item for row in rows))}
    places = {place: number for number, place in enumerate(sorted({row.position for row in rows}))}
    which = np.array([items[row.item] for row in rows])
    where = np.array([places[row.position] for row in rows])
    shown = np.array([max(row.shown, row.clicked) for row in rows], np.float64)
    clicked = np.array([row.clicked for row in rows], np.float64)
    mean = clicked.sum() / max(shown.sum(), 1e-9)
    looked = 1 / np.arange(1, len(places) + 1) ** 0.5
    liked = np.full(len(items), min(0.9, max(mean, 1e-3)))
    for _ in range(ROUNDS):
        both = 1 - looked[where] * liked[which]
        unseen = looked[where] * (1 - liked[which]) / np.maximum(both, 1e-9)
        unliked = liked[which] * (1 - looked[where]) / np.maximum(both, 1e-9)
        idle = shown - clicked
        looks = np.bincount(where, clicked + idle * unseen, len(places))
        looked = looks / np.maximum(np.bincount(where, shown, len(places)), 1e-9)
        likes = np.bincount(which, clicked + idle * unliked, len(items)) + 2 * mean
        liked = likes / (np.bincount(which, shown, len(items)) + 2)
    looked = looked / max(looked.max(), 1e-9)
    return (
        {item: float(liked[number]) for item, number in items.items()},
        {place: float(looked[number]) for place, number in places.items()},
    )
