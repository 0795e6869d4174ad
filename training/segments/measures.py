"""Measures of segments: overlap, seconds told rightly, and how far probabilities can be believed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vsearch.nouns import Segment, Span
from vsearch.training.segments.learn import Truth

OVERLAP = 0.5
"""The intersection over union from which on a segment counts as found."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of what was found rightly, of what was found, and of what there is."""

    hits: int = 0
    found: int = 0
    there: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.found + other.found, self.there + other.there)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        both = self.found + self.there
        return 2 * self.hits / both if both else 1.0


def overlap(one: Span, other: Span) -> float:
    """Intersection over union."""
    shared = one.overlap(other)
    return shared / max(1e-9, one.length + other.length - shared)


def tally(truth: Sequence[Span], found: Sequence[Span], least: float = OVERLAP) -> Tally:
    """How many of what was found lie on what is there, each on one of its own."""
    left = list(found)
    hits = 0
    for one in truth:
        best = max(left, key=lambda other: overlap(one, other), default=None)
        if best is not None and overlap(one, best) >= least:
            left.remove(best)
            hits += 1
    return Tally(hits, len(found), len(truth))


def counted(truth: Iterable[Segment], found: Iterable[Segment], kinds: Iterable[str], least: float = OVERLAP) -> Tally:
    """The tally over some kinds; suggestions count for nothing."""
    right, told = list(truth), [one for one in found if one.sure]
    total = Tally()
    for kind in kinds:
        total += tally([s.span for s in right if s.kind == kind], [s.span for s in told if s.kind == kind], least)
    return total


def quality(truth: Truth, told: Truth) -> tuple[int, int]:
    """Seconds told rightly and seconds known, whose share is the prior work's Q."""
    known = truth >= 0
    return int((truth == told)[known].sum()), int(known.sum())


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far probabilities can be believed, in bins of equal width: their mean, their share of hits, their count."""

    bins: tuple[tuple[float, float, int], ...]

    @property
    def error(self) -> float:
        """The expected calibration error: the mean distance of a bin's mean from its share of hits."""
        count = sum(size for _, _, size in self.bins)
        return sum(size * abs(mean - share) for mean, share, size in self.bins) / count if count else float("nan")


def reliability(worth: Sequence[float], hits: Sequence[bool], bins: int = 10) -> Reliability:
    """The reliability of probabilities, given what came of each."""
    values, came = np.asarray(worth, np.float64), np.asarray(hits, np.float64)
    place = np.minimum((values * bins).astype(int), bins - 1)
    return Reliability(
        tuple(
            (float(values[place == n].mean()), float(came[place == n].mean()), int((place == n).sum()))
            for n in range(bins)
            if (place == n).any()
        )
    )
