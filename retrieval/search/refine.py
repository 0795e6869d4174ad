"""Exact edges: decode a little around a moment, look at every tenth of a second, and see where it begins and ends."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import VideoError
from vsearch.nouns import Moment, Span
from vsearch.readers import READERS, Size
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.search.queries import Query

RATE = 6.0
"""Frames a second that are looked at around an edge."""

REACH = 2.0
"""Seconds to either side of an edge; twice that where frames were sampled more thinly."""

MOST = 10
"""How many of the best moments are refined."""


def refined(library: Library, phrases: Phrases, query: Query, moments: Sequence[Moment]) -> list[Moment]:
    """The same moments, the best of them with edges found in the video itself; one whose file is gone keeps its own."""
    return [_refined(library, phrases, query, one) if n < MOST else one for n, one in enumerate(moments)]


def _refined(library: Library, phrases: Phrases, query: Query, moment: Moment) -> Moment:
    entry = library.find(moment.video)
    path = next((path for path in (entry.video.path, *entry.video.copies) if path.exists()), None)
    if path is None or moment.match == "weak" or "frames" not in moment.because:
        return moment
    table = library.table(entry.id)
    sampled = float(np.median(np.diff(np.sort(table.time)))) if len(table) > 1 else 1.0
    reach = max(REACH, 1.5 * sampled)
    try:
        times, scores = _looked(path, phrases, query, moment.span, reach)
    except VideoError:
        return moment
    if not len(times):
        return moment
    span, best = _edges(times, scores, moment)
    return replace(moment, span=span, best=best)


def _looked(
    path: Path, phrases: Phrases, query: Query, span: Span, reach: float
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Times around both edges and in the middle, and how well each is what was asked for."""
    spec = phrases.encoder.spec
    reader = READERS.make("pyav", path=path)
    try:
        known = reader.times()
        wanted = [np.arange(max(0.0, edge - reach), edge + reach, 1 / RATE) for edge in (span.start, span.end)] + [
            np.linspace(span.start, span.end, 5)
        ]
        rows = np.unique(np.clip(np.searchsorted(known, np.concatenate(wanted) + 1e-6) - 1, 0, len(known) - 1))
        frames = list(reader.frames(known[rows], [Size(spec.size, spec.size, spec.fit)]))
    finally:
        reader.close()
    if not frames:
        return np.zeros(0), np.zeros(0, np.float32)
    vectors = np.concatenate(
        [
            phrases.encoder.encode_images(np.stack([frame.pixels[0] for frame in frames[n : n + 16]]))
            for n in range(0, len(frames), 16)
        ]
    )
    return np.array([frame.time for frame in frames]), (vectors @ query.direction.reshape(-1)).astype(np.float32)


def _edges(times: NDArray[np.float64], scores: NDArray[np.float32], moment: Moment) -> tuple[Span, float]:
    """Where the scores around the best cross half of the way from what is outside to what is inside; and the best."""
    within = (times >= moment.span.start - 0.5) & (times <= moment.span.end + 0.5)
    best = int(np.argmax(np.where(within, scores, -np.inf)))
    inside, outside = float(scores[best]), float(np.percentile(scores, 10))
    near = scores >= (inside + outside) / 2
    if inside - outside < 1e-6:
        return moment.span, moment.best
    low = high = best
    while low > 0 and near[low - 1]:
        low -= 1
    while high + 1 < len(near) and near[high + 1]:
        high += 1
    start = float(times[low]) if low else min(moment.span.start, float(times[0]))
    end = float(times[high + 1]) if high + 1 < len(times) else max(moment.span.end, float(times[-1]))
    return Span(start, max(start, end)), float(times[best])
