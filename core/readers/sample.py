"""Which frames are looked at: exact members of a video's times, by seconds or by stride."""

import numpy as np

from vsearch.nouns import Times
from vsearch.settings import Sampling

TICK = 1e-6
"""Seconds by which a frame may be later than the moment it is taken for (rounding of times)."""


def sampled(times: Times, sampling: Sampling) -> Times:
    """Every `stride`-th frame, or the frame on the screen every `every` seconds, each at most once."""
    if not len(times):
        return times
    if sampling.stride:
        return times[:: sampling.stride]
    moments = np.arange(int(times[-1] / sampling.every + TICK) + 1) * sampling.every
    shown = np.searchsorted(times, moments + TICK, side="right") - 1
    found: Times = times[np.unique(np.maximum(shown, 0))]
    return found
