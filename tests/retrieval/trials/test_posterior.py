"""What clicks say of arms: as chance would have it, and nothing before enough was seen."""

import numpy as np
import pytest
from scipy.special import ndtr

from vsearch.retrieval.trials import posterior
from vsearch.retrieval.trials.posterior import ENOUGH, BestOdds, hopeless, normal_below, shares, standing, winners

THERE = np.array([[True, True, True]])
MANY = np.full((1, 3), 10 * ENOUGH)


@pytest.mark.parametrize(
    ("shape", "rate"),
    [
        pytest.param([2, 2, 2], [2, 2, 2], id="nothing known"),
        pytest.param([30, 40, 25], [30, 35, 30], id="a little"),
        pytest.param([400, 300, 12], [380, 310, 14], id="more"),
    ],
)
def test_the_probabilities_are_those_of_many_draws(shape, rate):
    found = standing(np.array([shape], float), np.array([rate], float), THERE)
    drawn = np.random.default_rng(0).gamma(shape, 1 / np.array(rate), (200_000, 3))
    most = drawn.max(1).mean()
    assert found.best[0] == pytest.approx(np.bincount(drawn.argmax(1), minlength=3) / len(drawn), abs=0.006)
    assert found.loss[0] == pytest.approx((most - np.array(shape) / rate) / most, abs=0.006)


def test_an_arm_that_is_out_is_never_the_best_nor_shown():
    there = np.array([[True, False, True]])
    found = standing(np.array([[20.0, 90.0, 30.0]]), np.full((1, 3), 20.0), there)
    assert (found.best[0, 1], found.loss[0, 1]) == (0, 1)
    assert shares(found.best, MANY, there)[0, 1] == 0


@pytest.mark.parametrize(
    ("views", "least"),
    [
        pytest.param([10, 10, 10], [1 / 6, 1 / 6, 1 / 6], id="few views"),
        pytest.param([9000, 9000, 10], [0.02, 0.02, 1 / 6], id="one is new"),
        pytest.param([9000, 9000, 9000], [0.02, 0.02, 0.02], id="many"),
    ],
)
def test_every_arm_is_sure_of_a_share_until_enough_was_seen(views, least):
    given = shares(np.array([[1.0, 0.0, 0.0]]), np.array([views], float), THERE)[0]
    assert given.sum() == pytest.approx(1)
    assert given[1:] == pytest.approx(least[1:])


@pytest.mark.parametrize(
    ("best", "loss", "views", "winner", "dropped"),
    [
        pytest.param([0.97, 0.02, 0.01], [0.001, 1, 1], MANY, 0, [], id="sure"),
        pytest.param([0.94, 0.05, 0.01], [0.001, 1, 1], MANY, -1, [], id="not sure enough"),
        pytest.param([0.97, 0.02, 0.01], [0.02, 1, 1], MANY, -1, [], id="too much to lose"),
        pytest.param([0.97, 0.028, 0.002], [0, 1, 1], MANY / 20, -1, [], id="too few views"),
        pytest.param([0.6, 0.397, 0.003], [0.1, 1, 1], MANY, -1, [2], id="one is hopeless"),
    ],
)
def test_a_winner_is_probably_the_best_and_loses_little_and_who_is_hopeless_goes(best, loss, views, winner, dropped):
    found = BestOdds(np.array([best]), np.array([loss], float))
    assert winners(found, views, THERE).tolist() == [winner]
    assert np.flatnonzero(hopeless(found, views, THERE)[0]).tolist() == dropped


def test_what_is_promised_is_what_is_asked():
    assert (posterior.SURE, posterior.LOSS) == (0.95, 0.01)


def test_the_normal_distribution_is_that_of_scipy():
    x = np.concatenate([np.linspace(-12, 12, 10_001), [-np.inf, np.inf]])
    assert np.abs(normal_below(x) - ndtr(x)).max() < 1e-9
