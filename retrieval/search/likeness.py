"""How alike pictures of different things are in a library: what a likeness must be above to be called good."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.prompts import Calibration, chance
from vsearch.nouns import Vectors

COMPARED = 1024
"""Frames whose nearest frame of another video is looked for."""

REACHED = 98
"""The percentile of those likenesses that is as good as a good match begins: different videos seldom reach it."""

COPY = 0.9
"""The likeness from which on two frames show the same thing: copies and cards tell nothing of what differs."""

VIDEOS = 8
"""Videos from which on their likenesses tell what is usual."""

USUAL = Calibration(0.46, 0.07)
"""What is usual where there are too few videos to tell: the figures of two dozen clips of different things."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some frames of a library, and the video of each."""

    vectors: Vectors
    owners: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What frames of a library have in common, and how near the nearest frames of different videos are."""

    centre: Vectors
    usual: Calibration
    known: bool

    def direction(self, row: Vectors) -> Vectors:
        """A picture as a direction along which its likeness to itself is 1, and 0 to what all have in common."""
        own = row.reshape(1, -1) - self.centre
        return np.asarray(own / max(float((own * own).sum()), 1e-9), np.float32)


def likeness(sample: Sample, frames: int) -> Likeness:
    """What is usual in a library of so many frames, some of which were sampled."""
    centre = sample.vectors.sum(axis=0) / max(1, len(sample.vectors))
    if len(set(sample.owners.tolist())) < VIDEOS:
        return Likeness(centre, USUAL, known=False)
    nearest = _nearest(sample, centre)
    middle, high = np.percentile(nearest, [50, REACHED])
    # A good match is three deviations from the middle; of more frames than were sampled more are near by chance.
    step = max(float(high - middle), 1e-3) / 3 * max(1.0, chance(frames) / chance(len(sample.vectors)))
    return Likeness(centre, Calibration(float(middle), step), known=True)


def _nearest(sample: Sample, centre: Vectors) -> Vectors:
    """The likeness of some frames to the nearest frame of another video."""
    rows = sample.vectors - centre
    some = np.linspace(0, len(rows) - 1, min(COMPARED, len(rows))).astype(np.intp)
    alike = rows[some] @ rows.T / np.maximum((rows[some] ** 2).sum(axis=1, keepdims=True), 1e-9)
    alike[(sample.owners[some][:, None] == sample.owners[None, :]) | (alike >= COPY)] = -np.inf
    best = alike.max(axis=1)
    return np.asarray(best[np.isfinite(best)], np.float32)


def ground(frames: Vectors, bank: Vectors) -> Calibration:
    """How far words that say little stray from their common mean, against some frames."""
    if not len(frames):
        return Calibration(0.0, 1.0)
    scores = frames @ (bank - bank.mean(axis=0)).T
    return Calibration(0.0, max(float(scores.std()), 1e-6))
