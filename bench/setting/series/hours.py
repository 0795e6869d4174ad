"""Seasons of hour-long episodes: the marks of a made one, turned into others by flipping the same bits for a while."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from bench.setting.series.features import features
from bench.setting.series.write import Way, made_series
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.library.series import Episode

LENGTH = 3600.0
_TURN = 240.0  # seconds after which other bits are flipped


@cache
def _pattern() -> EpisodeFeatures:
    """A quarter of an hour with an intro at its start and credits at its end."""
    return features(made_series(Way("Hours", intro=40, credits="scroll"), body=830.0)[0])


def hour(number: int, length: float = LENGTH) -> EpisodeFeatures:
    """An episode whose intro and credits are those of every other, and whose story is its own."""
    base, rng = _pattern(), np.random.default_rng(number)
    count = max(1, int(length // base.duration))
    sound = np.tile(base.fingerprints, count)
    sights, blank, text = (np.tile(column, count) for column in (base.hash, base.blank, base.text))
    cold = float(rng.uniform(0, 240))
    sound = _turned(sound, round(_TURN * 8), rng, np.uint32)
    sights = _turned(sights, round(_TURN * 2), rng, np.uint64)
    blank[base.blank.size :] = False
    text[:] = 0
    for column, own, rate in ((sound, base.fingerprints, 8), (sights, base.hash, 2)):
        first = round(cold * rate)
        column[first : first + 40 * rate] = own[: 40 * rate]
        column[-22 * rate :] = own[-22 * rate :]
    time = np.arange(len(sights)) / 2
    return replace(
        base,
        episode=Episode(f"hour{number:04}", "Hours", 1, number),
        duration=len(time) / 2,
        time=time,
        hash=sights,
        blank=blank,
        text=text,
        cuts=np.arange(4.0, len(time) / 2, 4.0),
        fingerprints=sound,
        loudness=np.tile(base.loudness, count),
    )


def hours(numbers: Sequence[int]) -> list[EpisodeFeatures]:
    """Several."""
    return [hour(number) for number in numbers]


def _turned(marks: np.ndarray, every: int, rng: np.random.Generator, kind: type) -> np.ndarray:
    """Other marks that are as alike among each other; nothing stays nothing."""
    flips = rng.integers(1, np.iinfo(kind).max, len(marks) // every + 1, kind)
    return np.where(marks == 0, 0, marks ^ np.repeat(flips, every)[: len(marks)]).astype(kind)
