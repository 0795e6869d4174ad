"""Pace: an episode that runs faster than the rest of its series, as PAL's by four per cent, is compared in theirs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.nouns import Span
from vsearch.sounds.fingerprint import PER_SECOND

_RATIOS = (0.03, 0.06)
"""By how much frame rates differ where the same film was sped up: 24 or 23.976 became 25."""


def factors(episodes: Sequence[EpisodeFeatures]) -> dict[str, float]:
    """For each episode whose frame rate is that of a sped-up film beside the rest, by how much to stretch its time."""
    usual = float(np.median([one.fps for one in episodes])) if episodes else 0.0
    ratios = {one.id: one.fps / usual for one in episodes if one.fps > 0 < usual}
    return {id: ratio for id, ratio in ratios.items() if _RATIOS[0] <= abs(ratio - 1) <= _RATIOS[1]}


def paced(one: EpisodeFeatures, factor: float) -> EpisodeFeatures:
    """The same episode with its time stretched."""
    return replace(
        one,
        duration=one.duration * factor,
        time=one.time * factor,
        cuts=one.cuts * factor,
        fingerprints=one.fingerprints[_places(len(one.fingerprints), factor, PER_SECOND)],
        loudness=one.loudness[_places(len(one.loudness), factor, 1)],
    )


def unpaced(found: Sequence[SegmentEvidence], factor: float) -> list[SegmentEvidence]:
    """What was found there, in the episode's own time."""
    return [replace(one, span=Span(one.span.start / factor, one.span.end / factor)) for one in found]


def _places(count: int, factor: float, rate: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Which of so many values, taken at an even rate, stands at each moment of the stretched time."""
    wanted = np.arange(round(count * factor)) / rate / factor
    return np.minimum(np.round(wanted * rate), max(0, count - 1)).astype(np.intp)
