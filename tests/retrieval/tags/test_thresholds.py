"""Thresholds: bounds that hold."""

from math import inf

import numpy as np
import pytest
from scipy.stats import binomtest

from vsearch.retrieval.tags.thresholds import thresholds, wilson


@pytest.mark.parametrize(
    ("right", "count", "low"),
    [(0, 0, 0.0), (5, 5, 0.649), (10, 10, 0.787), (9, 10, 0.652), (0, 10, 0.0)],
)
def test_the_bound_is_wilsons(right, count, low):
    assert wilson(right, count) == pytest.approx(low, abs=1e-3)
    if count:
        theirs = binomtest(right, count).proportion_ci(confidence_level=0.9, method="wilson")
        assert wilson(right, count) == pytest.approx(theirs.low, abs=1e-4)


def column(right, wrong, mixed=False):
    """Probabilities of a tag's own videos and of others."""
    scores = np.concatenate([np.linspace(0.9, 0.7, right), np.linspace(0.85, 0.65, wrong) if mixed else [0.1] * wrong])
    return scores, np.arange(right + wrong) < right


@pytest.mark.parametrize(
    ("right", "wrong", "mixed", "low"),
    [
        pytest.param(5, 20, False, 0.7, id="five of five"),
        pytest.param(4, 20, False, inf, id="four are too few alone"),
        pytest.param(5, 20, True, inf, id="others score as high"),
    ],
)
def test_a_tag_alone_needs_five_right_ones(right, wrong, mixed, low):
    scores, true = column(right, wrong, mixed)
    assert thresholds(scores[:, None], true[:, None]) == [pytest.approx(low)]


def test_a_rare_tag_borrows_from_the_others_but_needs_two_right_ones():
    rows, every, true = 40, np.full((40, 3), 0.1), np.zeros((40, 3), bool)
    every[:20, 0], true[:20, 0] = 0.8, True
    every[20:22, 1], true[20:22, 1] = 0.8, True
    every[rows - 1, 2], true[rows - 1, 2] = 0.8, True
    assert thresholds(every, true) == [pytest.approx(0.8), pytest.approx(0.8), inf]
