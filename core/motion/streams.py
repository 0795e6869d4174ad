"""Streams: two rows of numbers for every second of a video, from the clips that were measured here and there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.motion import CAMERA, STREAMS
from vsearch.motion.kinds import MeasuredClip, within
from vsearch.nouns import Span

Stream = NDArray[np.float32]
"""A row a second."""


def streams(
    clips: Sequence[MeasuredClip], shots: Sequence[Span], duration: float
) -> tuple[Stream, Stream, NDArray[np.float32]]:
    """By second what the camera does and what moves against it, and the share of it that was measured.

    A second has what the clips of its shot have, the more the nearer they are; one of a shot without any stands still.
    """
    seconds = np.arange(max(1, int(np.ceil(duration - 1e-3)))) + 0.5
    rows = np.tile(_standing(), (len(seconds), 1))
    measured = np.zeros(len(seconds), np.float32)
    for one in clips:
        overlap = np.minimum(one.span.end, seconds + 0.5) - np.maximum(one.span.start, seconds - 0.5)
        measured += np.maximum(overlap, 0).astype(np.float32)
    for shot in shots:
        own, inside = within(clips, shot), (seconds >= shot.start) & (seconds < shot.end)
        if own and inside.any():
            middles = np.array([(one.span.start + one.span.end) / 2 for one in own])
            near = 1 / (0.25 + (seconds[inside][:, None] - middles) ** 2)
            rows[inside] = near / near.sum(axis=1, keepdims=True) @ np.array([one.row for one in own])
    count = len(CAMERA)
    return rows[:, :count], rows[:, count:], np.minimum(measured, 1)


def pace(starts: Sequence[float], duration: float, around: float = 30.0) -> Stream:
    """By second how many shots begin a minute, in so many seconds around it; where a film begins is no cut."""
    seconds = np.arange(max(1, int(np.ceil(duration - 1e-3)))) + 0.5
    cuts = np.sort([start for start in starts if start > 0])
    low, high = np.maximum(seconds - around / 2, 0), np.minimum(seconds + around / 2, max(duration, 1.0))
    counts = np.searchsorted(cuts, high) - np.searchsorted(cuts, low)
    return np.asarray(60 * counts / np.maximum(high - low, 1.0), np.float32)


def _standing() -> Stream:
    """The row of what stands still."""
    still = {"explained": 1.0, "x": 0.5, "y": 0.5}
    return np.array([still.get(name, 0.0) for name in STREAMS], np.float32)
