"""Bursts: which frames are looked at beside the sampled ones, so that movement can be seen at ten frames a second.

sampled   |         |         |         |         |      two a second
bursts    |.|.|.|.|.|.|.|     |         |.|.|.|.|.       eight tenths of every two seconds
"""

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times
from vsearch.readers.sample import TICK

EVERY = 2.0
"""Seconds from the beginning of a burst to that of the next, at least."""

LENGTH = 0.8
"""Seconds of a burst."""

RATE = 10.0
"""Frames a second in it."""


def starts(samples: Times) -> Times:
    """The sampled frames with which a burst begins."""
    found: list[float] = []
    for time in samples.tolist():
        if not found or time - found[-1] >= EVERY - TICK:
            found.append(time)
    return np.array(found)


def between(times: Times, begun: Times) -> Times:
    """The frames of a video that its bursts are made of."""
    moments = (begun[:, None] + np.arange(round(LENGTH * RATE) + 1) / RATE).ravel()
    places: NDArray[np.intp] = np.searchsorted(times, moments + TICK, "right") - 1
    found: Times = times[np.unique(np.clip(places, 0, max(0, len(times) - 1)))]
    return found
