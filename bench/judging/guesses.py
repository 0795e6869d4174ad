"""What a method says of each video's tags, how right it is, and whether one method is better than another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.judging.rows import Row, interval
from vsearch.training.evaluation import metrics

Sets = NDArray[np.bool_]


@dataclass(frozen=True)
class Guessed:
    """What a method says of each test video: a score a tag, and the tags it would give."""

    scores: NDArray[np.float64]
    given: Sets

    def best(self, true: Sets) -> "Guessed":
        """With the one threshold that is best on the very test videos: no method can do better with one."""
        lows = np.unique(np.quantile(self.scores, np.linspace(0.5, 1, 200)))
        low = max(lows, key=lambda low: metrics.f1(self.scores >= low, true)[0])
        return Guessed(self.scores, self.scores >= low)


def hits(guessed: Guessed, true: Sets, k: int) -> NDArray[np.float64]:
    return np.array([metrics.hit(scores, right, k) for scores, right in zip(guessed.scores, true, strict=True)])


def figures(guessed: Guessed, true: Sets) -> list[str]:
    micro, macro = metrics.f1(guessed.given, true)
    both = float((guessed.given & true).sum())
    cells = [metrics.bootstrap(hits(guessed, true, k)) for k in (1, 2)]
    shown = [f"{cell.mean:.3f} [{cell.low:.3f}, {cell.high:.3f}]" for cell in cells]
    rest = (micro, macro, both / max(1, guessed.given.sum()), both / true.sum())
    return [*shown, *(f"{value:.3f}" for value in rest)]


def ranked(ours: Guessed, theirs: Guessed, true: Sets, name: str) -> list[Row]:
    rows = []
    for k in (1, 2):
        gain = metrics.paired(hits(ours, true, k), hits(theirs, true, k)).gain
        rows.append((f"votes over {name}: Hit@{k}", interval(gain), "interval > 0", gain.low > 0))
    return rows


def compared(ours: Guessed, theirs: Guessed, true: Sets, name: str) -> list[Row]:
    rows = []
    dice = np.random.default_rng(1)
    draws = [dice.integers(0, len(true), len(true)) for _ in range(500)]
    for number, kind in enumerate(("micro", "macro")):
        whole = metrics.f1(ours.given, true)[number] - metrics.f1(theirs.given, true)[number]
        gains = [
            metrics.f1(ours.given[rows_], true[rows_])[number] - metrics.f1(theirs.given[rows_], true[rows_])[number]
            for rows_ in draws
        ]
        low, high = np.quantile(gains, [0.025, 0.975])
        gain = metrics.Mean(whole, float(low), float(high), len(true))
        rows.append((f"votes over {name}, F1 {kind}", interval(gain), "interval > 0", gain.low > 0))
    return rows
