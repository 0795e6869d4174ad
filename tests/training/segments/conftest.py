"""Lessons by hand: an intro looks and sounds its own way, wherever it comes and in whatever series."""

from collections.abc import Callable

import numpy as np
import pytest

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.library.series import Episode
from vsearch.nouns import Segment, Span
from vsearch.sounds.mel import BANDS, PER_SECOND

WIDTH = 16


def made(id: str, series: str, seed: int, *, length: int = 90, silent: bool = False) -> EpisodeFeatures:
    """An episode whose intro, of ten to twenty seconds, nothing else in its series is like."""
    dice = np.random.default_rng([seed, *id.encode()])
    first, last = intro_of(id, seed)
    inside = (np.arange(length) >= first) & (np.arange(length) < last)
    rows = dice.normal(0, 1, (length, WIDTH)).astype(np.float32)
    rows[inside, 0] += 4
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    heard = dice.integers(90, 120, (length * PER_SECOND, BANDS), np.uint8)
    heard[np.repeat(inside, PER_SECOND), : BANDS // 2] += 60
    return EpisodeFeatures(
        Episode(id, series, 1, seed),
        duration=float(length),
        fps=25.0,
        time=np.arange(length) + 0.5,
        hash=dice.integers(1, 1 << 62, length, np.uint64),
        blank=np.zeros(length, bool),
        text=np.zeros(length, np.float32),
        cuts=np.array([float(first), float(last)]),
        fingerprints=np.zeros(0, np.uint32),
        vectors=lambda: rows,
        log_mel=lambda: np.zeros((0, BANDS), np.uint8) if silent else heard,
    )


def intro_of(id: str, seed: int) -> tuple[int, int]:
    """Where the intro of an episode lies."""
    dice = np.random.default_rng([seed + 1, *id.encode()])
    first = int(dice.integers(5, 40))
    return first, first + int(dice.integers(10, 20))


@pytest.fixture(name="made")
def _made() -> Callable[..., EpisodeFeatures]:
    """Makes an episode."""
    return made


@pytest.fixture
def intro() -> Callable[[str, int], Segment]:
    """The intro of an episode, as truth."""
    return lambda id, seed: Segment("intro", Span(*map(float, intro_of(id, seed))), 1.0)
