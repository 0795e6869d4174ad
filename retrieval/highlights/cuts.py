"""Where a video can be cut without hurting: between shots, and where nobody speaks."""

from collections.abc import Sequence

import numpy as np

from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Span, Utterance

QUIET = 0.15
"""The share of a second that may be spoken in for it to count as a pause."""


def shot_cuts(table: FrameTable, length: float) -> list[float]:
    """The times at which shots begin, with the video's own ends: exact, for they are the frames' own times."""
    starts: dict[int, float] = {}
    for shot, start in zip(table.shot.tolist(), table.start.tolist(), strict=True):
        starts[shot] = min(starts.get(shot, start), start)
    inside = [start for start in starts.values() if 0 < start < length]
    return sorted({0.0, length, *inside})


def pauses(said: Sequence[Utterance], track: SoundTrack | None) -> list[float]:
    """The middles of the gaps between what is said, by its words or else by its sound."""
    spans = sorted((one.span for one in said), key=lambda span: span.start)
    if not spans and track is not None and track.state == "sound":
        spans = _spoken(track)
    found, reached = [], 0.0
    for span in spans:
        if span.start > reached:
            found.append((reached + span.start) / 2 if reached else span.start)
        reached = max(reached, span.end)
    return [*found, *([reached] if spans else [])]


def _spoken(track: SoundTrack) -> list[Span]:
    seconds = np.concatenate([[0], (track.speech > QUIET).astype(int), [0]])
    edges = np.flatnonzero(np.diff(seconds)).reshape(-1, 2)
    return [Span(float(start), float(end)) for start, end in edges]
