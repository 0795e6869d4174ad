"""Blend: how far near videos, alike frames and names of tags are to be trusted, learned from labelled videos."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating]
Whole = NDArray[np.float64]
Voices = tuple[Matrix, Matrix, Matrix]
"""What near videos and alike frames vote, as logits, and by how many spreads a tag's name describes a video: one number
a tag, or a row of them a video."""

RIDGE = 2.0
"""How many observations a start is worth."""

_STEPS, _EXACT, _NUDGE = 50, 1e-12, 1e-6  # steps at most; a gain of loss that is none; a change that tells a curve

Measured = tuple[float, Whole]
"""A loss and its slope."""


@dataclass(frozen=True, slots=True)
class Blend:
    """P = 1 / (1 + exp(-(offset + standing * s + lead * l))), s = videos v + frames f + words w.

    l is the logit of a tag's share, exp(s) / sum exp(s), where all tags of a video compete for it.
    """

    videos: float = 0.5
    frames: float = 0.5
    words: float = 1.0
    offset: float = 0.0
    standing: float = 0.5
    lead: float = 0.5

    def probability(self, voices: Voices) -> Whole:
        """The calibrated probability of what the voices say."""
        by_video, by_frames, by_words = voices
        score = self.videos * by_video + self.frames * by_frames + self.words * by_words
        return logistic(self.offset + self.standing * score + self.lead * led(score))


SHARES, SCALE = np.split(np.array(astuple(Blend())), [3])
"""Where learning begins: with few labels the shares of the voices, and what their sum is worth, stay near this."""


def logistic(steps: Matrix) -> Whole:
    """1 / (1 + exp(-x))."""
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(steps, np.float64), -50, 50))), np.float64)


def shared(score: Matrix) -> Whole:
    """The shares of tags that compete by their scores."""
    weights = np.exp(score - score.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), np.float64)


def led(score: Matrix) -> Whole:
    """The logits of the shares; a tag without a rival leads by nothing."""
    if score.shape[-1] < 2:
        return np.zeros(score.shape)
    share = np.clip(shared(score), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(share / (1 - share)), np.float64)


def calibrated(voices: Voices, true: NDArray[np.bool_]) -> Blend:
    """The blend that makes held-out labels most likely: first the shares of the voices, then what their sum is worth.

    All tags have the same weights. A voice that misleads is not turned round, but left out.
    """
    told = np.stack(voices, axis=-1).astype(np.float64)
    shares = _fitted(_competed(told, true), SHARES)
    score = told @ shares
    features = np.stack([np.ones(true.size), score.ravel(), led(score).ravel()], axis=1)
    offset, standing, lead = _fitted(_scaled(features, true.ravel()), SCALE, free=1)
    return Blend(*map(float, (*shares, offset, standing, lead)))


def _competed(told: Whole, true: NDArray[np.bool_]) -> Callable[[Whole], Measured]:
    """How true tags lead where all tags of a video compete (McFadden's choice model, 1974)."""
    some = true.any(axis=1)
    voices, wanted = told[some], true[some] / true[some].sum(axis=1, keepdims=True)
    right = np.einsum("nt,ntv->v", wanted, voices)

    def measure(weights: Whole) -> Measured:
        share = shared(voices @ weights)
        return _entropy(wanted, share), np.einsum("nt,ntv->v", share, voices) - right

    return measure


def _scaled(features: Whole, true: NDArray[np.bool_]) -> Callable[[Whole], Measured]:
    """Platt's scaling (1999) of several scores at once, with labels smoothed as he does."""
    yes, no = float(true.sum()), float((~true).sum())
    wanted = np.where(true, (yes + 1) / (yes + 2), 1 / (no + 2))

    def measure(weights: Whole) -> Measured:
        p = logistic(features @ weights)
        return _entropy(wanted, p) + _entropy(1 - wanted, 1 - p), features.T @ (p - wanted)

    return measure


def _entropy(wanted: Whole, share: Whole) -> float:
    return -float((wanted * np.log(np.maximum(share, 1e-30))).sum())


def _fitted(measure: Callable[[Whole], Measured], start: Whole, free: int = 0) -> Whole:
    """The weights of least loss, ridged towards a start, by Newton's steps; only the first `free` may be negative."""

    def ridged(weights: Whole) -> Measured:
        loss, slope = measure(weights)
        away = weights - start
        return loss + RIDGE / 2 * float(away @ away), slope + RIDGE * away

    weights = start.astype(np.float64)
    least = np.where(np.arange(len(start)) < free, -np.inf, 0.0)
    loss, slope = ridged(weights)
    for _ in range(_STEPS):
        curve = np.stack([(ridged(weights + nudge)[1] - slope) / _NUDGE for nudge in np.eye(len(start)) * _NUDGE])
        step = _step(slope, (curve + curve.T) / 2, least - weights)
        gain = -float(slope @ step)
        sizes = (0.5**halved for halved in range(_STEPS) if gain > _EXACT)
        size = next((size for size in sizes if ridged(weights + size * step)[0] <= loss - size * gain / 1e4), 0.0)
        if not size:
            return weights
        weights = np.maximum(weights + size * step, least)
        loss, slope = ridged(weights)
    return weights


def _step(slope: Whole, curve: Whole, least: Whole) -> Whole:
    """Where a bowl is lowest, no number below its least: the few that may lie at their least are tried in turn."""
    best, depth = np.zeros(len(slope)), 0.0
    for held in map(np.array, product((False, True), repeat=len(slope))):
        if np.isinf(least[held]).any():
            continue
        step = np.where(held, least, 0.0)
        step[~held] = np.linalg.solve(curve[np.ix_(~held, ~held)], -(slope + curve @ step)[~held])
        below = float(slope @ step + step @ curve @ step / 2)
        if (step >= least).all() and below < depth:
            best, depth = step, below
    return best
