"""Writing on frames: which of them show lines that were put over the picture, and how much."""

from collections.abc import Sequence

import numpy as np

from vsearch.nouns import ScreenText, Times
from vsearch.retrieval.thumbnails.weights import Column

MUCH = 0.08
"""The share of the picture that is as much writing as more of it."""

SMALL = ("logo", "clock")
"""What stands in a corner of every frame and tells none from another."""


def written(lines: Sequence[ScreenText], times: Times) -> Column | None:
    """How much of each frame is covered by writing, in [0, 1]; None for a video without any."""
    found = np.zeros(len(times), np.float32)
    for line in lines:
        if line.kind not in SMALL:
            found[(times >= line.span.start) & (times <= line.span.end)] += line.box.area / MUCH
    return np.minimum(found, 1, dtype=np.float32) if found.any() else None
