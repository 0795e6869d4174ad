"""Trials against known rates: they cost less than uniform ones and than the top score, and seldom choose wrongly."""

import numpy as np
import pytest

from bench.setting import viewers
from bench.setting.competing import compete

VIDEOS, DAYS = 160, 14


@pytest.fixture(scope="module")
def people():
    return viewers.audience(VIDEOS, DAYS, seed=7)


@pytest.fixture(scope="module")
def made(people):
    return {policy: compete(people, policy, DAYS, seed=2) for policy in ("thompson", "uniform", "top")}


@pytest.mark.parametrize("rival", ["uniform", "top"])
def test_trials_lose_fewer_clicks(made, rival):
    ours, theirs = (made[name].lost / made[name].shown for name in ("thompson", rival))
    spread = (theirs - ours).std() / VIDEOS**0.5
    assert (theirs - ours).mean() > 2 * spread


def test_few_winners_are_wrong_and_none_by_much(people, made):
    won = made["thompson"].won
    rows = np.flatnonzero(won >= 0)
    lost = 1 - people.rate[rows, won[rows]] / people.rate.max(1)[rows]
    assert len(rows) >= 15
    assert (lost > 0).mean() <= 0.1
    assert lost.mean() <= 0.01


def test_the_best_arm_is_hardly_ever_dropped(people, made):
    best = people.rate.argmax(1)
    assert (~made["thompson"].there[np.arange(VIDEOS), best]).mean() <= 0.02
    assert (~made["thompson"].there & people.there).sum() >= 10


def test_the_same_seed_comes_to_the_same_end(people, made):
    again = compete(people, "thompson", DAYS, seed=2)
    assert again.won.tolist() == made["thompson"].won.tolist()
    assert again.lost == pytest.approx(made["thompson"].lost)
