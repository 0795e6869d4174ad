"""What finders see of one episode: marks of its pictures and its sound, cuts, writing, loudness and chapters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.series import Episode
from vsearch.nouns import ScreenText, Span, Times, Vectors
from vsearch.sounds.fingerprint import Fingerprints
from vsearch.sounds.mel import BANDS, LogMel

BLANK = ("black", "white", "flat")
"""Reasons of the frame table for pictures that show nothing."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the container."""

    span: Span
    title: str


def _nothing() -> Vectors:
    return np.zeros((0, 0), np.float32)


def _unheard() -> LogMel:
    return np.zeros((0, BANDS), np.uint8)


@dataclass(frozen=True, slots=True)
class EpisodeFeatures:
    """One episode, or a film of no series; rows of pictures are in the order of time."""

    episode: Episode
    duration: float
    fps: float
    time: Times
    hash: NDArray[np.uint64]
    blank: NDArray[np.bool_]
    """Pictures that show nothing, which would be alike in any film."""
    text: NDArray[np.float32]
    """How sure it is that writing stands on an even ground."""
    cuts: Times
    """When shots begin, exact to the frame where the indexer looked."""
    fingerprints: Fingerprints
    loudness: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """LUFS, one value a second."""
    chapters: tuple[Chapter, ...] = ()
    written: tuple[ScreenText, ...] = ()
    """The lines that stand on the screen, where they were read."""
    vectors: Callable[[], Vectors] = _nothing
    """A vector a picture, read when a finder asks; a picture without one of its own has that of the nearest."""
    log_mel: Callable[[], LogMel | None] = _unheard
    """Its log-mel sound, read when a finder asks; None or nothing where there is none."""

    @property
    def id(self) -> str:
        """The id of the video."""
        return self.episode.video

    @property
    def alone(self) -> bool:
        """Whether it belongs to no series."""
        return not self.episode.series


def features(
    episode: Episode,
    duration: float,
    fps: float,
    table: FrameTable,
    prints: Fingerprints | None,
    track: SoundTrack | None,
    chapters: Sequence[Chapter] = (),
    written: Sequence[ScreenText] = (),
    vectors: Callable[[], Vectors] = _nothing,
    log_mel: Callable[[], LogMel | None] = _unheard,
) -> EpisodeFeatures:
    """What an index tells of an episode."""
    order = np.argsort(table.time, kind="stable")
    shot = table.shot[order]
    first = np.flatnonzero(np.concatenate([np.zeros(1, bool), shot[1:] != shot[:-1]]))
    return EpisodeFeatures(
        episode,
        duration,
        fps,
        time=table.time[order],
        hash=table.hash[order],
        blank=np.isin(table.reason[order], BLANK),
        text=table.signals["text"][order],
        cuts=_begins(table, order)[first],
        fingerprints=np.zeros(0, np.uint32) if prints is None else prints,
        loudness=track.loudness if track else np.zeros(0, np.float32),
        chapters=tuple(chapters),
        written=tuple(written),
        vectors=lambda: _spread(table, order, vectors()),
        log_mel=log_mel,
    )


def _begins(table: FrameTable, order: NDArray[np.intp]) -> Times:
    """Where what each picture stands for begins; a duplicate's own span is inside of that of its leader."""
    return np.minimum(table.start[order], table.time[order])


def _spread(table: FrameTable, order: NDArray[np.intp], vectors: Vectors) -> Vectors:
    """A vector for every picture in the order of time: its own, or that of the nearest that has one."""
    if not len(vectors):
        return vectors
    own = np.argsort(table.time[: len(vectors)], kind="stable")
    at = table.time[: len(vectors)][own]
    right = np.clip(np.searchsorted(at, table.time[order]), 0, len(at) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.abs(at[left] - table.time[order]) <= np.abs(at[right] - table.time[order])
    return np.asarray(vectors[own[np.where(nearer, left, right)]], np.float32)
