"""The sound that a silent video's pictures suggest, where a tower was trained to hear it; without torch."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.retrieval.tower.sequences import Sequences, aligned

HIDDEN = 16
"""How wide the hidden cause of a window's sound is."""
DRAWS = 8
"""How often a sound is imagined; how far apart these lie is its uncertainty."""


def draws(windows: int) -> NDArray[np.float32]:
    """The noise that sounds are imagined from, the same every time."""
    return np.random.default_rng(0).standard_normal((DRAWS, windows, HIDDEN)).astype(np.float32)


def sounded(video: Sequences, imputer: Any, hop: float) -> Sequences:
    """A video with the sound that its pictures suggest to an imputer's graph."""
    frames, starts = aligned(video, hop)
    sound, surprise = imputer.run(None, {"frames": frames[None], "noise": draws(len(frames))})
    return replace(video, sound=sound, heard=starts, surprise=surprise)
