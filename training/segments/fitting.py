"""How a model's seconds are read, fitted on videos that it has not learned from: DBSCAN's two numbers, calibration."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from vsearch.indexer.segments.finders.classifier import SecondsReading, SegmentCalibration, Shares, log_odds, told
from vsearch.indexer.segments.seconds.clustering import Clustering, stretches_of
from vsearch.nouns import Segment
from vsearch.training.segments.measures import OVERLAP, Tally, overlap, tally

EPS = 1.0, 2.0, 3.0, 4.0, 6.0, 9.0
LEAST = 1, 2, 3, 4, 6, 9, 13
"""What is tried: seconds to a neighbour, and neighbours."""

_FAITH_IN_IT = SegmentCalibration()
"""What a calibration starts from: the model is believed."""
_PULL = np.array([3.0, 3.0, 0.3])
"""How strongly slope, length and bias are held to where they start, in stretches: kinds to what all have in common."""

_Told = tuple[float, float, bool, str]
"""The log odds of a stretch and the logarithm of its length, whether it came true, and its series."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model said of a video that it has not learned from, and what is there of the kinds that are known."""

    shares: Shares
    truth: tuple[Segment, ...]
    kinds: tuple[str, ...]
    group: str = ""
    """Its series: stretches of one come true, or do not, together."""


def fitted(held: Sequence[HeldOut], classes: tuple[str, ...]) -> SecondsReading:
    """The reading that finds most segments at overlaps of .5 and .8, with the probability of each that it finds."""
    clustering = {kind: _clustering(held, number, kind) for number, kind in enumerate(classes) if number}
    rows: dict[str, list[_Told]] = {kind: [] for kind in clustering}
    for one in held:
        for kind, span, mean in told(one.shares, classes, clustering):
            if kind in one.kinds:
                hit = any(s.kind == kind and overlap(s.span, span) >= OVERLAP for s in one.truth)
                rows[kind].append((log_odds(mean), float(np.log(max(1.0, span.length))), hit, one.group))
    common = _calibration([row for found in rows.values() for row in found], _FAITH_IN_IT)
    return SecondsReading(classes, clustering, {kind: _calibration(found, common) for kind, found in rows.items()})


def _clustering(held: Sequence[HeldOut], number: int, kind: str) -> Clustering:
    told = [(one.shares.argmax(axis=1) == number, [s.span for s in one.truth if s.kind == kind]) for one in held
            if kind in one.kinds]  # fmt: skip
    best, most = Clustering(), -1.0
    for eps, least in product(EPS, LEAST):
        how = Clustering(eps, least)
        worth = 0.0
        for overlap_least in (0.5, 0.8):
            total = Tally()
            for seconds, truth in told:
                total += tally(truth, stretches_of(seconds, how), overlap_least)
            worth += total.f1
        if worth > most + 1e-9:
            best, most = how, worth
    return best


def _calibration(rows: Sequence[_Told], start: SegmentCalibration) -> SegmentCalibration:
    """Logistic regression by Newton's method, drawn to where it starts; a series weighs as the root of its rows."""
    if not rows:
        return start
    origin = np.array([start.slope, start.length, start.bias])
    table = np.array([(odds, length, 1.0) for odds, length, *_ in rows])
    hits = np.array([float(hit) for *_, hit, _ in rows])
    counts = Counter(group for *_, group in rows)
    weights = np.array([counts[group] ** -0.5 for *_, group in rows])
    found = origin.copy()
    for _ in range(50):
        share = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weights * (share - hits)) + _PULL * (found - origin)
        curve = (table * (weights * share * (1 - share))[:, None]).T @ table + np.diag(_PULL)
        step = np.linalg.solve(curve, slope)
        found = found - step
        if np.abs(step).max() < 1e-6:
            break
    return SegmentCalibration(*(round(float(value), 5) for value in found))


def plain(reading: SecondsReading) -> Mapping[str, object]:
    """A reading as JSON holds it."""
    from dataclasses import asdict

    return {
        "classes": list(reading.classes),
        "clustering": {kind: asdict(how) for kind, how in reading.clustering.items()},
        "calibration": {kind: asdict(how) for kind, how in reading.calibration.items()},
    }
