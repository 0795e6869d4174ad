"""Blend: how far near videos, alike frames and names of tags are to be trusted, learned from labelled videos."""

from collections.abc import Callable
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating]
Whole = NDArray[np.float64]
Voices = tuple[Matrix, Matrix, Matrix]
"""What near videos and alike frames vote, as logits, and by how many spreads a tag's name describes a video: one number
a tag, or a row of them a video."""

RIDGE = 2.0
"""How many observations a start is worth."""

ROUNDS, CLOSE = 25, 1e-6
"""Steps of Newton's method, and the length of one that is not worth taking."""

Measured = tuple[float, Whole, Whole]
"""A loss, its slope and how it bends."""


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
    shares = _kept(lambda used: _competed(told, true, used), len(SHARES))
    score = told @ shares
    features = np.stack([np.ones(true.size), score.ravel(), led(score).ravel()], axis=1)
    offset, standing, lead = _kept(lambda used: _scaled(features, true.ravel(), used), len(SCALE), free=1)
    videos, frames, words = map(float, shares)
    return Blend(videos, frames, words, float(offset), float(standing), float(lead))


def _kept(fit: Callable[[NDArray[np.bool_]], Whole], count: int, free: int = 0) -> Whole:
    """The weights that `fit` finds; those below nothing are set to nothing, all but the `free` first."""
    used = np.ones(count, bool)
    while (wrong := (weights := fit(used))[free:] < 0).any():
        used[free:] &= ~wrong
    return weights


def _competed(told: Whole, true: NDArray[np.bool_], used: NDArray[np.bool_]) -> Whole:
    """The shares with which true tags lead most, where all tags of a video compete (McFadden's choice model, 1974)."""
    some = true.any(axis=1)
    voices, wanted = told[some][..., used], true[some] / true[some].sum(axis=1, keepdims=True)
    right = np.einsum("nt,ntv->v", wanted, voices)

    def measure(weights: Whole) -> Measured:
        share = shared(voices @ weights)
        mean = np.einsum("nt,ntv->nv", share, voices)
        square = np.einsum("nt,ntv,ntw->vw", share, voices, voices, optimize=True)
        return _entropy(wanted, share), mean.sum(axis=0) - right, square - mean.T @ mean

    return _newton(measure, SHARES, used)


def _scaled(features: Whole, true: NDArray[np.bool_], used: NDArray[np.bool_]) -> Whole:
    """Platt's scaling (1999) of several scores at once, with labels smoothed as he does."""
    yes, no = float(true.sum()), float((~true).sum())
    wanted, part = np.where(true, (yes + 1) / (yes + 2), 1 / (no + 2)), features[:, used]

    def measure(weights: Whole) -> Measured:
        p = logistic(part @ weights)
        loss = _entropy(wanted, p) + _entropy(1 - wanted, 1 - p)
        return loss, part.T @ (p - wanted), (part * (p * (1 - p))[:, None]).T @ part

    return _newton(measure, SCALE, used)


def _entropy(wanted: Whole, share: Whole) -> float:
    return -float((wanted * np.log(np.maximum(share, 1e-30))).sum())


def _newton(measure: Callable[[Whole], Measured], start: Whole, used: NDArray[np.bool_]) -> Whole:
    """Newton's method on a loss that is ridged towards a start, its steps halved until the loss falls."""
    begun = start[used]

    def ridged(weights: Whole) -> Measured:
        loss, slope, bend = measure(weights)
        away = weights - begun
        return loss + RIDGE / 2 * float(away @ away), slope + RIDGE * away, bend + RIDGE * np.eye(len(away))

    weights = begun.copy()
    loss, slope, bend = ridged(weights)
    for _ in range(ROUNDS):
        step = np.linalg.solve(bend, slope)
        while (found := ridged(weights - step))[0] > loss and np.abs(step).max() > CLOSE:
            step /= 2
        if np.abs(step).max(initial=0) <= CLOSE:
            break
        weights, (loss, slope, bend) = weights - step, found
    whole = np.zeros(len(start))
    whole[used] = weights
    return whole
