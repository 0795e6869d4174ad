"""How a model's seconds are read, fitted on videos that it has not learned from: DBSCAN's two numbers, calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.finders.classifier import SecondsReading, SegmentCalibration, Shares, log_odds, told
from vsearch.indexer.segments.seconds.clustering import Clustering, stretches_of
from vsearch.nouns import Segment
from vsearch.training.segments.measures import OVERLAP, Tally, overlap, tally

EPS = 1.0, 2.0, 3.0, 4.0, 6.0, 9.0
LEAST = 1, 2, 3, 4, 6, 9, 13
"""What is tried: seconds to a neighbour, and neighbours."""

_FAITH = 1.0
"""How strongly a calibration is held to believing the model, where little is known."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model said of a video that it has not learned from, and what is there of the kinds that are known."""

    shares: Shares
    truth: tuple[Segment, ...]
    kinds: tuple[str, ...]


def fitted(held: Sequence[HeldOut], classes: tuple[str, ...]) -> SecondsReading:
    """The reading that finds most segments at overlaps of .5 and .8, with the probability of each that it finds."""
    clustering = {kind: _clustering(held, number, kind) for number, kind in enumerate(classes) if number}
    rows: dict[str, list[tuple[float, float, bool]]] = {kind: [] for kind in clustering}
    for one in held:
        for kind, span, mean in told(one.shares, classes, clustering):
            if kind in one.kinds:
                hit = any(s.kind == kind and overlap(s.span, span) >= OVERLAP for s in one.truth)
                rows[kind].append((log_odds(mean), float(np.log(max(1.0, span.length))), hit))
    return SecondsReading(classes, clustering, {kind: _calibration(found) for kind, found in rows.items()})


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


def _calibration(rows: Sequence[tuple[float, float, bool]]) -> SegmentCalibration:
    """Logistic regression by Newton's method, drawn towards what the model says itself."""
    start = np.array([1.0, 0.0, 0.0])
    if not rows:
        return SegmentCalibration(*start.tolist())
    table = np.array([(odds, length, 1.0) for odds, length, _ in rows])
    hits = np.array([float(hit) for _, _, hit in rows])
    pull = _FAITH * np.array([1.0, 1.0, 0.3])
    found = start.copy()
    for _ in range(50):
        share = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (share - hits) + pull * (found - start)
        curve: NDArray[np.float64] = (table * (share * (1 - share))[:, None]).T @ table + np.diag(pull)
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
