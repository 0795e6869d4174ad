"""How well segments were found: by overlap, by edges, by the second, and whether what was said to be sure was."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from bench.setting.series.story import Stretch
from vsearch.nouns import Segment

OVERLAPS = (0.5, 0.8)
BINS = (0.15, 0.5, 0.8, 0.95, 1.01)
"""Between which probabilities segments are counted together."""

Counts = Counter[tuple[str, float, str]]


class Score:
    """Counts over many episodes, by series."""

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}
        self._errors: dict[str, list[float]] = {}
        self._seconds = [0, 0]
        self._told: list[tuple[float, bool]] = []

    def add(self, truth: Sequence[Stretch], found: Iterable[Segment], duration: float = 0.0, series: str = "") -> None:
        """One episode; suggestions count for how sure it was said, and for nothing else."""
        all_found = list(found)
        counts = self._counts.setdefault(series, Counter())
        sure = [(one.kind, one.span.start, one.span.end) for one in all_found if one.sure]
        for kind in Segment.KINDS:
            right = [row for row in truth if row[0] == kind]
            told = [row for row in sure if row[0] == kind]
            for least in OVERLAPS:
                pairs = _pairs(right, told, least)
                counts[kind, least, "hit"] += len(pairs)
                counts[kind, least, "all"] += len(right) + len(told)
                if least == OVERLAPS[0]:
                    errors = self._errors.setdefault(kind, [])
                    errors += [abs(a - b) for one, other in pairs for a, b in zip(one[1:], other[1:], strict=True)]
        self._told += [(one.score, _right(one, truth)) for one in all_found]
        middles = np.arange(0.5, duration)
        self._seconds[0] += int((_classes(truth, middles) == _classes(sure, middles)).sum())
        self._seconds[1] += len(middles)

    def f1(self, kind: str, least: float) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        return _f1(self._counts.values(), kind, least)

    def interval(self, kind: str, least: float, draws: int = 1000) -> tuple[float, float]:
        """Between which two F1 lies with 95 %, by drawing series anew (bootstrap)."""
        rng, all_counts = np.random.default_rng(0), list(self._counts.values())
        pick = rng.integers(0, len(all_counts), (draws, len(all_counts)))
        drawn = [_f1([all_counts[n] for n in row], kind, least) for row in pick.tolist()]
        low, high = np.percentile(drawn, [2.5, 97.5])
        return float(low), float(high)

    def edge(self, kind: str) -> float:
        """The median distance of an edge that was found from the true one, in seconds."""
        return float(np.median(self._errors[kind])) if self._errors.get(kind) else float("nan")

    @property
    def seconds(self) -> float:
        """Q: the share of seconds told rightly."""
        return self._seconds[0] / max(1, self._seconds[1])

    def reliability(self) -> list[tuple[float, float, int, float, float]]:
        """For each bin of probabilities: from, to, how many segments, what was said on average, how many were right."""
        rows = []
        for low, high in pairwise(BINS):
            some = [(score, right) for score, right in self._told if low <= score < high]
            said, right = (float(np.mean([row[n] for row in some])) if some else float("nan") for n in (0, 1))
            rows.append((low, min(1.0, high), len(some), said, right))
        return rows


def _f1(counts: Iterable[Counts], kind: str, least: float) -> float:
    rows = list(counts)
    hit, count = (sum(one[kind, least, name] for one in rows) for name in ("hit", "all"))
    return 2 * hit / count if count else 1.0


def _right(one: Segment, truth: Sequence[Stretch]) -> bool:
    span = (one.kind, one.span.start, one.span.end)
    return any(row[0] == one.kind and _overlap(row, span) >= OVERLAPS[0] for row in truth)


def _classes(rows: Iterable[Stretch], middles: np.ndarray) -> np.ndarray:
    told = np.zeros(len(middles), np.int8)
    for kind, start, end in rows:
        told[(middles >= start) & (middles < end)] = 1 + Segment.KINDS.index(kind)
    return told


def _pairs(right: Sequence[Stretch], told: Sequence[Stretch], least: float) -> list[tuple[Stretch, Stretch]]:
    left = list(told)
    pairs = []
    for one in right:
        best = max(left, key=lambda other: _overlap(one, other), default=None)
        if best is not None and _overlap(one, best) >= least:
            left.remove(best)
            pairs.append((one, best))
    return pairs


def _overlap(one: Stretch, other: Stretch) -> float:
    shared = max(0.0, min(one[2], other[2]) - max(one[1], other[1]))
    return shared / max(1e-9, max(one[2], other[2]) - min(one[1], other[1]))
