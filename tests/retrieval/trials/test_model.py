"""The model of clicks finds out what made people click, and leaves it out of what it says of the arms."""

from dataclasses import replace

import numpy as np
import pytest

from bench.setting import viewers
from vsearch.retrieval.trials.model import fit, gathered

DAYS = 6


@pytest.fixture(scope="module")
def people():
    return viewers.audience(150, DAYS, seed=4)


def watched(people, shares, days=DAYS):
    """What was seen and clicked in some days by these shares, a table a day."""
    dice, shown = np.random.default_rng(1), viewers.ShownArms.nothing()
    for day in range(days):
        shown, _ = viewers.day(people, shares[day] if isinstance(shares, list) else shares, day, shown, dice)
    return shown


def fitted(people, shown, days=DAYS):
    videos, arms = people.there.shape
    return fit(shown.seen(), np.repeat(np.arange(videos), arms), people.score.reshape(-1), 24 * days)


@pytest.fixture(scope="module")
def even(people):
    return fitted(people, watched(people, np.maximum(people.there / people.there.sum(1, keepdims=True), 1e-12)))


def test_it_finds_how_much_each_place_is_seen(even):
    found = np.array([even.positions[place] for place in (1, 2, 3, 4)])
    assert found / found[0] == pytest.approx(viewers.PLACES, abs=0.04)


def test_it_finds_the_hours_at_which_people_click(even):
    assert even.hours[[3, 9, 15, 21]] == pytest.approx(viewers.HOURS, abs=0.04)


def test_it_finds_how_long_clicks_take(even):
    assert even.delay == pytest.approx(viewers.DELAY, rel=0.06)


def test_it_ranks_the_arms_as_their_rates_do(people, even):
    found = (even.shape / even.rate).reshape(people.there.shape)
    known = np.log(people.rate[people.there])
    mean = np.where(people.there, np.log(np.maximum(people.rate, 1e-9)), 0).sum(1) / people.there.sum(1)
    lifts = (known - np.repeat(mean, people.there.sum(1)), np.log(found[people.there]))
    assert np.corrcoef(*lifts)[0, 1] > 0.75


def lead(people, weighed):
    """How far the first arm leads the second of those videos whose rates fall, by the log of their lifts.

    All arms are alike. The first is shown most while people still click, then the second. Other videos' rates rise, so
    that no factor of the day explains it.
    """
    falls = np.arange(len(people.views)) % 2 == 0
    plain = replace(
        people, rate=np.where(people.there, 0.1, 0.0), score=0 * people.score, fade=np.where(falls, 0.75, 1.2),
        wear=0 * people.wear, swing=np.ones(DAYS),
    )  # fmt: skip
    first = np.where(people.there, 0.1, 1e-12)
    first[:, 0] = 1 - 0.1 * (people.there.sum(1) - 1)
    shown = watched(plain, [first] * 3 + [first[:, [1, 0, 2, 3, 4]]] * 3)
    if not weighed:
        shown.inverse = shown.shown.astype(float)
    one = fitted(plain, shown)
    lift = (one.shape / one.rate).reshape(people.there.shape)
    return float(np.log(lift[:, 0] / lift[:, 1])[falls].mean())


def test_an_arm_gains_little_by_being_shown_while_people_clicked_more(people):
    assert abs(lead(people, weighed=True)) < 0.1 * lead(people, weighed=False)


def test_where_nothing_was_seen_all_arms_are_as_their_scores_say():
    none = fit(gathered(np.zeros((0, 7))), np.array([0, 0, 1]), np.array([1.0, -1.0, 0.0]), 0)
    assert none.shape / none.rate == pytest.approx([1.05, 0.95, 1], abs=0.01)
    assert none.shown.tolist() == [0, 0, 0]
