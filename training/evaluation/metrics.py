"""Metrics by their right names, each of one video or one set of tags; and what chance could have done.

Of equal scores the earlier row comes first, and a video of one frame has its figure too, which scikit-learn's rankings
refuse; those that are asked for every resample cost it a millisecond of checks each. Tests hold them to its figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]
RIGHT = 0.5
"""From this relevance on, a frame counts as one the editor would have taken."""
LEAST = 8
"""Pairs that a comparison needs: of two equal methods, resamples of 2 call one better in 24 % of cases, of 8 in 6 %."""


def order(scores: Values) -> NDArray[np.intp]:
    """Rows from the best score down; of equals, the earlier first."""
    return np.argsort(-np.asarray(scores, np.float64), kind="stable")


def hit(scores: Values, chosen: Values, k: int) -> float:
    """hit@k: whether any of the best k was chosen (what thumbnail papers call precision@k)."""
    return float((chosen[order(scores)[:k]] >= RIGHT).any())


def precision(scores: Values, chosen: Values, k: int) -> float:
    """precision@k: the share of the best k that was chosen."""
    return float((chosen[order(scores)[:k]] >= RIGHT).sum() / k)


def ndcg(scores: Values, gains: Values) -> float:
    """Normalised discounted cumulative gain over all rows (Järvelin and Kekäläinen, 2002)."""
    gains = np.asarray(gains, np.float64)
    discounts = 1 / np.log2(np.arange(len(gains)) + 2)
    ideal = float(np.sort(gains)[::-1] @ discounts)
    return float(gains[order(scores)] @ discounts) / ideal if ideal > 0 else 0.0


def average_precision(scores: Values, chosen: Values) -> float:
    """AP: the mean precision at each chosen row; its mean over videos is mAP."""
    right = chosen[order(scores)] >= RIGHT
    if not right.any():
        return 0.0
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())


def full_marks(scores: Values, wanted: Values) -> float:
    """Whether the best moment has the highest mark of everybody; QVHighlights' HIT@1 asks it of one of three judges."""
    return float(wanted[int(np.argmax(scores))] >= 0.99)


def spearman(scores: Values, wanted: Values) -> float:
    """Spearman's ρ; 0 where one side does not vary."""
    from scipy.stats import spearmanr

    return float(spearmanr(scores, wanted).statistic) if _vary(scores, wanted) else 0.0


def kendall(scores: Values, wanted: Values) -> float:
    """Kendall's τ-b; 0 where one side does not vary."""
    from scipy.stats import kendalltau

    return float(kendalltau(scores, wanted).statistic) if _vary(scores, wanted) else 0.0


def _vary(*sides: Values) -> bool:
    return all(len(side) and side.min() < side.max() for side in sides)


def roc_auc(scores: Values, true: NDArray[np.bool_]) -> float:
    """The chance that a true one scores above a false one; NaN with only one kind."""
    from scipy.stats import rankdata

    yes, no = int(true.sum()), int((~true).sum())
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[true].sum() - yes * (yes + 1) / 2) / (yes * no))


def gap(scores: Values, true: NDArray[np.bool_], top: int = 20) -> float:
    """Global average precision over each video's `top` tags, pooled (YouTube-8M)."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    pooled = np.take_along_axis(scores, best, 1).reshape(-1)
    right = np.take_along_axis(true, best, 1).reshape(-1)[order(pooled)]
    whole = int(np.minimum(true.sum(1), top).sum())
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].sum() / whole) if whole else 0.0


def f1(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> tuple[float, float]:
    """F1 over all decisions (micro), and the mean of the tags' own (macro)."""
    both, either = (found & true).sum(0), found.sum(0) + true.sum(0)
    micro = 2 * both.sum() / max(1, either.sum())
    named = either > 0
    return float(micro), float((2 * both[named] / either[named]).mean()) if named.any() else 0.0


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over videos with the interval that 95 of 100 resamples fall into."""

    mean: float
    low: float
    high: float
    count: int


def bootstrap(values: Sequence[float] | Values, seed: int = 0, draws: int = 2000) -> Mean:
    """The mean with its bootstrap confidence interval; videos are what is resampled."""
    return _resampled(np.asarray(values, np.float64), seed, draws)[0]


def _resampled(values: Values, seed: int, draws: int) -> tuple[Mean, Values]:
    """The mean with its interval, and the means of all resamples."""
    from scipy import stats

    if len(values) < 2:
        only = float(values.mean()) if len(values) else float("nan")
        return Mean(only, only, only, len(values)), values
    found = stats.bootstrap(
        (values,), np.mean, n_resamples=draws, method="percentile", rng=np.random.default_rng(seed), batch=250
    )
    low, high = found.confidence_interval
    return Mean(float(values.mean()), float(low), float(high), len(values)), found.bootstrap_distribution


@dataclass(frozen=True, slots=True)
class Paired:
    """How much better one method is than another on the same videos, and how likely that is chance."""

    gain: Mean
    chance: float

    @property
    def few(self) -> bool:
        """Whether there are too few videos to tell."""
        return self.gain.count < LEAST

    @property
    def better(self) -> bool:
        """Whether there are enough videos, and the whole interval lies above nothing."""
        return not self.few and self.gain.low > 0

    @property
    def told(self) -> str:
        """The gain as a sentence ends with it."""
        gain = self.gain
        figure = f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] on {gain.count} videos"
        return f"{figure}: too few to tell; at least {LEAST} are needed" if self.few else figure


def paired(ours: Sequence[float] | Values, theirs: Sequence[float] | Values, seed: int = 0) -> Paired:
    """The paired bootstrap of the differences, video by video."""
    gain, means = _resampled(np.asarray(ours, np.float64) - np.asarray(theirs, np.float64), seed, 2000)
    return Paired(gain, float((means <= 0).mean()) if gain.count else 1.0)
