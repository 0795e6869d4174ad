"""Blend: honest probabilities from several voices, whether a video has one tag or many."""

from dataclasses import astuple

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from vsearch.retrieval.tags.blend import RIDGE, SCALE, Blend, _fitted, _scaled, calibrated, logistic, shared


def drawn(dice, shares, tags):
    """Voices, and one tag a video drawn by the shares that they give to it."""
    voices = tuple(dice.normal(0, 1, (3, 800, tags)))
    odds = shared(sum(share * voice for share, voice in zip(shares, voices, strict=True)))
    chosen = (odds.cumsum(axis=1) > dice.random((800, 1))).argmax(axis=1)
    return voices, odds, np.eye(tags, dtype=bool)[chosen]


def test_tags_that_compete_get_the_shares_that_the_voices_gave_them():
    voices, odds, true = drawn(np.random.default_rng(0), (1.5, 0.2, 0.8), 6)
    blend = calibrated(voices, true)
    assert astuple(blend)[:3] == pytest.approx((1.5, 0.2, 0.8), abs=0.25)
    told = blend.probability(voices)
    for low in (0.0, 0.2, 0.4, 0.6):
        bin_ = (told >= low) & (told < low + 0.2)
        assert odds[bin_].mean() == pytest.approx(told[bin_].mean(), abs=0.05)


def test_tags_that_do_not_compete_may_all_be_likely():
    dice = np.random.default_rng(1)
    voices = tuple(dice.normal(0, 2, (3, 600, 4)))
    truth = logistic(voices[0] + voices[2])
    blend = calibrated(voices, dice.random(truth.shape) < truth)
    assert blend.probability(tuple(np.full(4, 3.0) for _ in range(3))).min() > 0.9
    told = blend.probability(voices)
    for low in (0.0, 0.4, 0.8):
        bin_ = (told >= low) & (told < low + 0.2)
        assert truth[bin_].mean() == pytest.approx(told[bin_].mean(), abs=0.08)


def test_a_handful_of_labels_changes_the_blend_little():
    silence = np.zeros((2, 1))
    blend = calibrated((silence, silence, silence), np.array([[True], [False]]))
    assert astuple(blend)[:3] == astuple(Blend())[:3]


def test_a_voice_that_misleads_is_not_turned_round():
    voice = np.tile(np.array([[3.0, -3.0], [-3.0, 3.0]]), (30, 1))
    silence = np.zeros_like(voice)
    blend = calibrated((voice, silence, silence), voice < 0)
    assert blend.videos == 0
    assert blend.probability((voice[0], silence[0], silence[0])) == pytest.approx([0.5, 0.5], abs=0.02)


def test_scaling_agrees_with_scikit_learn_where_nothing_misleads():
    dice = np.random.default_rng(2)
    features = dice.normal(0, 1, (300, 3))
    true = dice.random(300) < logistic(features @ [0.4, 1.0, 2.0])
    yes, no = true.sum(), (~true).sum()
    soft = np.where(true, (yes + 1) / (yes + 2), 1 / (no + 2))
    theirs = LogisticRegression(C=1 / RIDGE, fit_intercept=False, tol=1e-10)
    theirs.fit(np.concatenate([features, features]), np.arange(600) < 300, np.concatenate([soft, 1 - soft]))
    assert _fitted(_scaled(features, true), np.zeros(3)) == pytest.approx(theirs.coef_[0], abs=1e-4)


@pytest.mark.parametrize(
    ("truth", "free"),
    [
        pytest.param([0.4, 1.0, 2.0], 0, id="nothing is bound"),
        pytest.param([-1.0, 1.0, 2.0], 1, id="one is free"),
        pytest.param([-1.0, -1.0, 2.0], 1, id="one is bound"),
        pytest.param([-1.0, -1.0, -2.0], 0, id="all are bound"),
        pytest.param([0.0, 40.0, 0.0], 1, id="almost parted"),
    ],
)
def test_the_least_loss_within_bounds_is_that_of_scipy(truth, free):
    dice = np.random.default_rng(3)
    features = dice.normal(0, 1, (400, 3))
    features[:, 2] = 0.97 * features[:, 1] + 0.03 * features[:, 2]
    measure = _scaled(features, dice.random(400) < logistic(features @ truth))

    def ridged(weights):
        loss, slope = measure(weights)
        return loss + RIDGE / 2 * ((weights - SCALE) ** 2).sum(), slope + RIDGE * (weights - SCALE)

    bounds = [(None if number < free else 0, None) for number in range(3)]
    exact = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000}
    theirs = minimize(ridged, SCALE, jac=True, method="L-BFGS-B", bounds=bounds, options=exact)
    ours = _fitted(measure, SCALE, free)
    assert ridged(ours)[0] == pytest.approx(theirs.fun, abs=1e-9)
    assert ours == pytest.approx(theirs.x, abs=1e-4)
