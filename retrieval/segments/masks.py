"""Masks: which frames of a video are packaging, so that nothing offers or learns them unless it is asked to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span, Times
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library import Library


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
