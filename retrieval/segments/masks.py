"""Masks: which frames of a video are packaging, so that nothing offers or learns them unless it is asked to."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong
from vsearch.nouns import Moment, Span, Times
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library import Library

SHORTEST = 0.5
"""Seconds that are left of a moment at least, where packaging is cut out of it."""


def packaged(library: Library, video: str, times: Times) -> NDArray[np.bool_]:
    """Whether each of some times lies in packaging; nowhere, where all of them would."""
    mask = within(library.packaging(video), times)
    return np.zeros(len(times), bool) if mask.all() else mask


def within(spans: Sequence[Span], times: Times) -> NDArray[np.bool_]:
    """Whether each of some times lies in one of these spans."""
    mask = np.zeros(len(times), bool)
    for span in spans:
        mask |= (times >= span.start) & (times < span.end)
    return mask


def without_packaging(library: Library, video: str) -> EmbeddedFrames:
    """The kept frames of a video that are no packaging."""
    read = library.embedded(video)
    return read.take(np.flatnonzero(~packaged(library, video, read.time)))


def stand_ins(library: Library, video: str, times: Times) -> NDArray[np.intp]:
    """For each frame the row that stands for it: itself, or the nearest that is no packaging."""
    own = np.flatnonzero(~packaged(library, video, times))
    if len(own) == len(times):
        return own
    order = own[np.argsort(times[own], kind="stable")]
    right = np.clip(np.searchsorted(times[order], times), 0, len(order) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.abs(times[order[left]] - times) <= np.abs(times[order[right]] - times)
    rows = np.where(nearer, order[left], order[right])
    rows[own] = own
    return np.asarray(rows, np.intp)


def unpackaged(library: Library, moments: Sequence[Moment]) -> list[Moment]:
    """What is left of moments, in their order, where packaging is cut out of them."""
    left = [replace(one, span=span, best=min(max(one.best, span.start), span.end))
            for one in moments for span in outside(one.span, library.packaging(one.video))]  # fmt: skip
    if moments and not left:
        raise UsageWrong(
            "Nothing is left without packaging: all of it is intros, credits or the like.", "keep-packaging"
        )
    return left


def outside(whole: Span, spans: Sequence[Span]) -> list[Span]:
    """The parts of a stretch that lie in none of some spans and are long enough to be watched."""
    left, at = list[Span](), whole.start
    for span in sorted(spans):
        if span.start < whole.end and span.end > at:
            left.append(Span(at, max(at, span.start)))
            at = min(span.end, whole.end)
    left.append(Span(at, max(at, whole.end)))
    least = min(SHORTEST, whole.length)
    return [span for span in left if span.length >= least]


def mostly_within(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a stretch lies more than half in these spans; one without length, whether it begins in one."""
    inside = sum(span.overlap(other) for other in spans)
    return inside > 0.5 * span.length if span.length else any(s.start <= span.start < s.end for s in spans)
