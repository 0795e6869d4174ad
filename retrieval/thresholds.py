"""Thresholds: votes as honest probabilities, and from which probability on a suggestion may be called a tag."""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

PRECISION = 0.6
"""What a tag's precision must surely reach."""

BORROWED = 30
"""Verdicts that a tag borrows from the others of its probability."""

Z = 1.645
"""The bound holds in 95 of 100 cases."""

START = (0.0, 0.5, 0.5)
"""Where the blend of votes begins: no offset, videos and frames alike; with few labels it stays near this."""

RIDGE = 2.0
"""How many observations the start is worth."""


@dataclass(frozen=True, slots=True)
class Blend:
    """P = 1 / (1 + exp(-(offset + videos * logit p_v + frames * logit p_f)))."""

    offset: float
    videos: float
    frames: float

    def probability(self, by_video: NDArray[np.floating], by_frames: NDArray[np.floating]) -> NDArray[np.float64]:
        """The calibrated probability of votes, given as logits."""
        return logistic(self.offset + self.videos * by_video + self.frames * by_frames)


def logistic(steps: NDArray[np.floating]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x))."""
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(steps, np.float64), -50, 50))), np.float64)


def calibrated(
    by_video: NDArray[np.floating], by_frames: NDArray[np.floating], true: NDArray[np.bool_], rounds: int = 25
) -> Blend:
    """The blend that makes held-out votes most likely, by Newton's method on the ridged logistic loss.

    It is Platt's scaling (1999) of two scores at once; labels are smoothed as he does, and all tags share the weights.
    """
    features = np.stack([np.ones(by_video.size), by_video.ravel(), by_frames.ravel()], 1).astype(np.float64)
    yes, no = float(true.sum()), float((~true).sum())
    wanted = np.where(true.ravel(), (yes + 1) / (yes + 2), 1 / (no + 2))
    used = np.array([True, True, True])
    weights = _fitted(features, wanted, used, rounds)
    while (weights[1:] < 0).any():  # votes that mislead are not turned round, but left out
        used &= weights >= np.where([False, True, True], 0, -inf)
        weights = _fitted(features, wanted, used, rounds)
    return Blend(*(float(weight) for weight in weights))


def _fitted(
    features: NDArray[np.float64], wanted: NDArray[np.float64], used: NDArray[np.bool_], rounds: int
) -> NDArray[np.float64]:
    """The weights of the features in use, near START where little is known; the others weigh nothing."""
    part, start = features[:, used], np.array(START)[used]
    weights = start.copy()
    for _ in range(rounds):
        p = logistic(part @ weights)
        slope = part.T @ (p - wanted) + RIDGE * (weights - start)
        bend = (part * (p * (1 - p))[:, None]).T @ part + RIDGE * np.eye(len(start))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    whole = np.zeros(3)
    whole[used] = weights
    return whole


def wilson(right: float, count: float, z: float = Z) -> float:
    """The lower end of Wilson's interval (1927): a share that the true one surely exceeds."""
    if not count:
        return 0.0
    share = right / count
    middle = share + z * z / (2 * count)
    return (middle - z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))) / (1 + z * z / count)


def thresholds(told: NDArray[np.floating], true: NDArray[np.bool_], precision: float = PRECISION) -> list[float]:
    """For each tag (a column) the lowest probability from which on held-out precision surely reaches `precision`.

    A tag has few labels, yet all tags are judged alike: those above a probability among the other tags' verdicts count
    as BORROWED further ones. Infinite for a tag that cannot be told surely, or was right less than twice.
    """
    scores = np.asarray(told, np.float64)
    every = np.argsort(-scores, axis=None, kind="stable")
    ladder = -scores.ravel()[every]
    rights = np.concatenate([[0], np.cumsum(true.ravel()[every])])
    found = []
    for column in range(scores.shape[1]):
        own = np.sort(scores[true[:, column], column])[::-1]
        lowest = inf
        for low in own.tolist():
            right, count = int((own >= low).sum()), int((scores[:, column] >= low).sum())
            above = int(np.searchsorted(ladder, -low, side="right"))
            others, theirs = above - count, int(rights[above]) - right
            borrowed = min(BORROWED, others)
            lent = borrowed * theirs / max(1, others)
            if right >= 2 and wilson(right + lent, count + borrowed) >= precision:
                lowest = low
        found.append(lowest)
    return found
