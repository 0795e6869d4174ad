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
    # Which moment is the first of each frame is computed, and not looked up among all moments: one frame with a wild
    # time would make billions of them. A frame is on the screen at some moment if the next frame's first comes later.
    first = np.ceil((times - TICK) / sampling.every)
    first[0] = 0
    end = np.floor(times[-1] / sampling.every + TICK) + 1
    found: Times = times[np.append(first[1:], end) > first]
    return found
