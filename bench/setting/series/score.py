"""How well segments were found: matched by overlap, and how far their edges lie from the truth."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from bench.setting.series.story import Stretch
from vsearch.nouns import Segment

OVERLAPS = (0.5, 0.8)


class Score:
    """Counts over many episodes."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, float, str]] = Counter()
        self._errors: dict[str, list[float]] = {}

    def add(self, truth: Sequence[Stretch], found: Iterable[Segment]) -> None:
        """One episode; suggestions count for nothing."""
        sure = [(one.kind, one.span.start, one.span.end) for one in found if one.sure]
        for kind in Segment.KINDS:
            right = [row for row in truth if row[0] == kind]
            told = [row for row in sure if row[0] == kind]
            for least in OVERLAPS:
                pairs = _pairs(right, told, least)
                self._counts[kind, least, "hit"] += len(pairs)
                self._counts[kind, least, "all"] += len(right) + len(told)
                if least == OVERLAPS[0]:
                    errors = self._errors.setdefault(kind, [])
                    errors += [abs(a - b) for one, other in pairs for a, b in zip(one[1:], other[1:], strict=True)]

    def f1(self, kind: str, least: float) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        count = self._counts[kind, least, "all"]
        return 2 * self._counts[kind, least, "hit"] / count if count else 1.0

    def edge(self, kind: str) -> float:
        """The median distance of an edge that was found from the true one, in seconds."""
        return float(np.median(self._errors[kind])) if self._errors.get(kind) else float("nan")


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
