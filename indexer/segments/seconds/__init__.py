"""Seconds: what a classifier sees and hears of each second of a video, and where there is nothing to see or hear."""

from dataclasses import dataclass
from math import ceil
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.sounds.mel import BANDS, PER_SECOND, decibels

Grid = NDArray[np.float32]

INPUTS = ("pictures", "signs", "seen", "mel", "heard", "where")
"""What a model of seconds is given, by name, in order; each with one row a second but `mel` and `heard`."""

SIGNS = 4
"""Signs of a second's pictures: writing, blankness, cuts, and how far they change."""

PLACES = 3
"""Numbers that say where in a video a second lies."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """One video, second by second; `seen` and `heard` are 1 where there is a picture or sound, and 0 where none is."""

    pictures: NDArray[np.float16]
    signs: Grid
    seen: Grid
    mel: NDArray[np.uint8]
    """Log-mel steps, `PER_SECOND` a second."""
    heard: Grid
    where: Grid

    def __len__(self) -> int:
        return len(self.where)

    @classmethod
    def blank(cls, count: int, width: int) -> Self:
        """So many seconds of which nothing is known."""
        steps = count * PER_SECOND
        return cls(
            np.zeros((count, width), np.float16), np.zeros((count, SIGNS), np.float32), np.zeros(count, np.float32),
            np.zeros((steps, BANDS), np.uint8), np.zeros(steps, np.float32), np.zeros((count, PLACES), np.float32),
        )  # fmt: skip

    def arrays(self) -> dict[str, Grid]:
        """The inputs of a model by name, as numbers of a size that is easy to learn from."""
        told = (self.pictures, self.signs, self.seen, (decibels(self.mel) + 50) / 25, self.heard, self.where)
        return {name: np.asarray(value, np.float32) for name, value in zip(INPUTS, told, strict=True)}


def seconds(one: EpisodeFeatures, width: int) -> Seconds:
    """The seconds of a video whose pictures have vectors of this width."""
    count = max(1, ceil(one.duration - 0.25))
    vectors = one.vectors()
    fits = len(vectors) == len(one.time) > 0 and vectors.shape[1] == width
    near = _nearest(one, count)
    pictures = vectors[near].astype(np.float16) if fits else np.zeros((count, width), np.float16)
    steps = count * PER_SECOND
    mel, heard = np.zeros((steps, BANDS), np.uint8), np.zeros(steps, np.float32)
    known = one.log_mel()
    if known is not None:
        mel[: len(known)], heard[: len(known)] = known[:steps], 1
    return Seconds(pictures, _signs(one, count), np.full(count, fits, np.float32), mel, heard, _where(one, count))


def _nearest(one: EpisodeFeatures, count: int) -> NDArray[np.intp]:
    """The picture nearest to the middle of each second."""
    at = np.arange(count) + 0.5
    if not len(one.time):
        return np.zeros(0, np.intp)
    right = np.clip(np.searchsorted(one.time, at), 0, len(one.time) - 1)
    left = np.maximum(right - 1, 0)
    return np.where(np.abs(one.time[left] - at) <= np.abs(one.time[right] - at), left, right)


def _signs(one: EpisodeFeatures, count: int) -> Grid:
    """What the quality signals, the shots and the hashes say of each second's pictures."""
    signs = np.zeros((count, SIGNS), np.float32)
    near = _nearest(one, count)
    if len(near):
        signs[:, 0], signs[:, 1] = one.text[near], one.blank[near]
        turned = np.bitwise_count(one.hash[1:] ^ one.hash[:-1]) / 64
        signs[:, 3] = np.concatenate([np.zeros(1), turned])[near]
    cuts = np.clip(one.cuts.astype(np.intp), 0, count - 1)
    signs[:, 2] = np.minimum(2, np.bincount(cuts, minlength=count)[:count])
    return signs


def _where(one: EpisodeFeatures, count: int) -> Grid:
    """How far each second lies from the beginning and the end, and how far through it is."""
    at = np.arange(count) + 0.5
    left = np.maximum(0, one.duration - at)
    return np.stack([np.log1p(at) / 8, np.log1p(left) / 8, at / max(1.0, one.duration)], axis=1).astype(np.float32)
