"""Writing near the end: credits that stand or scroll, on an even ground or over pictures, found in any film."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.evidence import Found, SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.nouns import Span

WRITTEN = 0.5
"""From this value of the signal on, a picture shows writing."""

MANY = 3
"""Lines of credits that are read at a time make it such a picture, whatever lies behind them."""

SHORTEST = 6.0
"""Seconds of writing that make credits, and not a card such as «The End» or «Three years later»."""

_PAUSE = 4.0  # seconds without writing inside of credits
_LATE = 0.6  # where in a film credits may begin


class WritingFinder:
    """What is written."""

    def find(self, episodes: Sequence[EpisodeFeatures]) -> Found:
        """The credits of each episode."""
        return {one.id: _credits(one) for one in episodes}


def _credits(one: EpisodeFeatures) -> list[SegmentEvidence]:
    """The longest stretch of writing in the last part that nothing of the film's own follows for long."""
    late = one.time >= _LATE * one.duration
    runs = _runs(one.time[late], _written(one)[late])
    long = [span for span in runs if span.length >= SHORTEST and one.duration - span.end < 0.15 * one.duration + 60]
    if not long:
        return []
    best = max(long, key=lambda span: span.length)
    inside = (one.time >= best.start) & (one.time < best.end)
    share = float(_written(one)[inside].mean())
    return [SegmentEvidence("credits", best, {"writing": round(share * min(1.0, best.length / 12), 4)})]


def _written(one: EpisodeFeatures) -> NDArray[np.bool_]:
    read = np.zeros(len(one.time), np.int32)
    for line in one.written:
        if line.kind == "credits":
            read[(one.time >= line.span.start) & (one.time <= line.span.end)] += 1
    return np.asarray((one.text >= WRITTEN) | (read >= MANY))


def _runs(time: NDArray[np.float64], written: NDArray[np.bool_]) -> list[Span]:
    """Stretches of writing, short pauses bridged, each up to where the next picture without any begins."""
    spans: list[Span] = []
    step = float(np.median(np.diff(time))) if len(time) > 1 else 0.5
    for at in time[written].tolist():
        if spans and at - spans[-1].end <= _PAUSE:
            spans[-1] = Span(spans[-1].start, at + step)
        else:
            spans.append(Span(at, at + step))
    return spans
