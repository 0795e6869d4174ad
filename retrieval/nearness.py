"""Nearness of frames to a query, freed of what would be near to anything."""

import numpy as np

from vsearch.nouns import Vectors
from vsearch.retrieval.weights import Column


def nearness(frames: Vectors, query: Vectors, bank: Vectors) -> Column:
    """Similarity less the frame's mean similarity to words that say little: some frames are near to every text."""
    return np.asarray((frames @ query.reshape(-1)) - (frames @ bank.T).mean(axis=1), np.float32)


def standing(values: Column) -> Column:
    """Where each value stands among all, in [-1, 1]: deviations from the mean, five of them counting as one."""
    spread = float(values.std()) if len(values) else 0.0
    if spread < 1e-6:
        return np.zeros(len(values), np.float32)
    return np.asarray(np.clip((values - values.mean()) / (5 * spread), -1, 1), np.float32)


def against(values: Column) -> Column:
    """Each value against the median, in [0, 1]: half at the median, near 1 far above it."""
    middle = median(values)
    return np.asarray(values / np.maximum(values + middle, 1e-9), np.float32)


def median(values: Column) -> float:
    """The middle of some values, 0 of none; np.median loads numpy.ma, a tenth of what a fresh process takes."""
    ordered = np.sort(values, axis=None)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2 if len(ordered) else 0.0
