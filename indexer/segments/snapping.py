"""Edges of a stretch: where the runs agree, on a cut where one is near, and after the dark that ends an ident."""

from collections.abc import Sequence

import numpy as np

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.kinds import IDENT
from vsearch.indexer.segments.matched import Matched
from vsearch.nouns import Span


def edges(one: EpisodeFeatures, span: Span, long: Sequence[Matched]) -> Span:
    """Where the runs that begin or end there agree that it does, on a cut if there is one near."""
    starts = _agreed([m.run.here.start for m in long if abs(m.run.here.start - span.start) <= 1.0], span.start)
    ends = _agreed([m.run.here.end for m in long if abs(m.run.here.end - span.end) <= 1.0], span.end)
    start, end = snapped(one, starts), snapped(one, min(ends, one.duration))
    if start < 1.5 and end < IDENT[1]:
        end = _lit(one, end)
    return Span(start, max(start, end))


def _agreed(times: Sequence[float], usual: float) -> float:
    return float(np.median(times)) if times else usual


def snapped(one: EpisodeFeatures, time: float, reach: float = 0.7) -> float:
    """The cut nearest to a moment, and the beginning or the end of the film, if it is near enough."""
    places = np.concatenate([[0.0], one.cuts, [one.duration]])
    nearest = float(places[np.abs(places - time).argmin()])
    return nearest if abs(nearest - time) <= reach else time


def _lit(one: EpisodeFeatures, time: float) -> float:
    """When something is shown again after a moment, if it is dark from then on for a moment."""
    after = np.flatnonzero(one.time > time - 0.25)
    shown = after[~one.blank[after]]
    if not len(shown) or shown[0] == after[0] or one.time[shown[0]] - time > 2.5:
        return time
    return snapped(one, float(one.time[shown[0]]))
