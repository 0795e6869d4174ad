"""Arms: the best surely, the others by lot, each with the chance that it had."""

import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.retrieval.trials.arms import draw, inclusion

SCORES = [3.0, 9.0, 5.0, 4.0, 4.0, 1.0]


def test_the_best_is_always_drawn_and_comes_first():
    assert all((drawn := draw(SCORES, 3, seed)[0]).row == 1 and drawn.propensity == 1 for seed in range(50))


def test_the_chance_that_is_told_is_how_often_each_is_drawn():
    drawn = [draw(SCORES, 3, seed) for seed in range(4000)]
    often = np.bincount([one.row for some in drawn for one in some], minlength=6) / len(drawn)
    told = {one.row: one.propensity for some in drawn for one in some}
    assert [told[row] for row in range(6)] == pytest.approx(often.tolist(), abs=0.03)
    assert sum(told.values()) == pytest.approx(3)


def test_the_same_seed_draws_the_same():
    assert draw(SCORES, 4, 7) == draw(SCORES, 4, 7)


@pytest.mark.parametrize(
    ("lots", "count", "chances"),
    [
        pytest.param([0.5, 0.3, 0.2], 1, [0.5, 0.3, 0.2], id="one"),
        pytest.param([0.5, 0.5], 2, [1, 1], id="all"),
        pytest.param([0.25] * 4, 2, [0.5] * 4, id="alike"),
        pytest.param([], 2, [], id="none"),
    ],
)
def test_the_chance_to_be_among_those_drawn(lots, count, chances):
    assert inclusion(np.array(lots), count).tolist() == pytest.approx(chances)


def test_scores_that_are_all_alike_are_drawn_alike():
    assert {round(one.propensity, 6) for one in draw([2.0] * 5, 3, 0)[1:]} == {0.5}


@pytest.mark.parametrize("count", [1, 7])
def test_no_trial_has_one_arm_or_very_many(count):
    with pytest.raises(UsageWrong, match="2 to 6 arms"):
        draw(SCORES, count, 0)
