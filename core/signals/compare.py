"""Compare a column of numbers with its own middle, so that films of any kind are judged alike."""

import numpy as np

from vsearch.signals.view import Numbers


def against(values: Numbers) -> Numbers:
    """Each value against the median, in [0, 1]: half at the median, near 1 far above it."""
    middle = median(values)
    return np.asarray(values / np.maximum(values + middle, 1e-9), np.float32)


def median(values: Numbers) -> float:
    """The middle of some values, 0 of none; np.median loads numpy.ma, a tenth of what a fresh process takes."""
    if not values.size:
        return 0.0
    low, high = (values.size - 1) // 2, values.size // 2
    parted = np.partition(values, (low, high), axis=None)
    return float(parted[low] + parted[high]) / 2
