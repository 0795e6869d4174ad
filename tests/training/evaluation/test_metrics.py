"""Metrics by their right names, against values worked out by hand or by another library."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import average_precision_score, f1_score, ndcg_score, roc_auc_score

from vsearch.training.evaluation import metrics

SCORES = np.array([0.9, 0.1, 0.8, 0.4, 0.4, 0.2])
CHOSEN = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("k", "hit", "precision"),
    [
        pytest.param(1, 0, 0, id="the best was not chosen"),
        pytest.param(2, 1, 1 / 2, id="one of two"),
        pytest.param(3, 1, 2 / 3, id="two of three, of equals the earlier first"),
        pytest.param(5, 1, 2 / 5, id="two of five"),
    ],
)
def test_hit_and_precision_are_two_things(k, hit, precision):
    assert metrics.hit(SCORES, CHOSEN, k) == hit
    assert metrics.precision(SCORES, CHOSEN, k) == pytest.approx(precision)


def test_rankings_agree_with_scikit_learn_and_scipy():
    dice = np.random.default_rng(0)
    scores, gains = dice.random(30), dice.random(30)
    chosen = (gains > 0.6).astype(float)
    assert metrics.ndcg(scores, gains) == pytest.approx(ndcg_score(gains[None], scores[None]))
    assert metrics.average_precision(scores, chosen) == pytest.approx(average_precision_score(chosen, scores))
    assert metrics.roc_auc(scores, chosen > 0) == pytest.approx(roc_auc_score(chosen, scores))
    tied = np.round(scores, 1)
    assert metrics.spearman(tied, gains) == pytest.approx(stats.spearmanr(tied, gains).statistic)
    assert metrics.kendall(tied, gains) == pytest.approx(stats.kendalltau(tied, gains).statistic)


def test_f1_agrees_with_scikit_learn():
    dice = np.random.default_rng(1)
    found, true = dice.random((40, 5)) > 0.6, dice.random((40, 5)) > 0.5
    micro, macro = metrics.f1(found, true)
    assert micro == pytest.approx(f1_score(true, found, average="micro"))
    assert macro == pytest.approx(f1_score(true, found, average="macro"))


def test_gap_is_one_for_a_perfect_order_and_less_for_another():
    true = np.array([[1, 0, 0], [0, 1, 1]], bool)
    assert metrics.gap(true.astype(float), true) == pytest.approx(1)
    assert metrics.gap(1 - true.astype(float), true) < 0.6


@pytest.mark.parametrize(
    ("marks", "full"),
    [
        pytest.param([[4, 4, 4], [4, 4, 3]], 0, id="the best moment lacks the full mark of one judge"),
        pytest.param([[4, 4, 3], [4, 4, 4]], 1, id="it has that of all three"),
    ],
)
def test_full_marks_are_those_of_every_judge(marks, full):
    assert metrics.full_marks(np.array([0.2, 0.9]), np.mean(marks, axis=1) / 4) == full


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    dice = np.random.default_rng(2)
    inside = 0
    for number in range(100):
        found = metrics.bootstrap((dice.random(80) < 0.3).astype(float), seed=number, draws=400)
        inside += found.low <= 0.3 <= found.high
    assert inside >= 88


def test_the_paired_test_sees_a_small_steady_gain_and_no_gain_in_noise():
    dice = np.random.default_rng(3)
    base = dice.random(200)
    assert metrics.paired(base + 0.02 + 0.01 * dice.standard_normal(200), base).better
    assert not metrics.paired(dice.random(200), dice.random(200)).better
    assert metrics.paired([], []).chance == 1


@pytest.mark.parametrize(
    ("count", "better"), [pytest.param(n, n >= metrics.LEAST, id=f"{n} videos") for n in (1, 2, 7, 8, 9)]
)
def test_few_videos_prove_nothing(count, better):
    found = metrics.paired(np.full(count, 1.0), np.zeros(count))
    assert found.better is better
    assert found.told.startswith(f"+1.000 [+1.000, +1.000] on {count} videos")
    assert ("too few to tell; at least 8 are needed" in found.told) is not better


def test_equal_methods_seldom_seem_better():
    dice = np.random.default_rng(5)
    for count in (2, 5, 8, 12, 40):
        lots = [metrics.paired(dice.standard_normal(count), np.zeros(count), seed=n) for n in range(300)]
        assert sum(found.better for found in lots) <= 0.09 * len(lots)


def test_the_same_seed_gives_the_same_interval():
    values = np.random.default_rng(4).random(50)
    assert metrics.bootstrap(values, seed=7) == metrics.bootstrap(values, seed=7)
