"""The re-ranker's weights: learned from choices, near the given ones, used only if better."""

import numpy as np
import pytest

from vsearch.library import towers
from vsearch.retrieval.thumbnails.weights import WEIGHTS
from vsearch.retrieval.tower import answers
from vsearch.training.tower import ranker


def videos(count, wanted, seed=0):
    """Videos whose chosen frame has the most of one signal."""
    dice = np.random.default_rng(seed)
    for _ in range(count):
        signals = {name: dice.random(8).astype(np.float32) for name in ("video", "sharpness", "colour", "edge")}
        yield signals, (np.arange(8) == signals[wanted].argmax()).astype(np.float32)


def test_what_editors_like_weighs_more():
    learned = ranker.learn(list(videos(60, "colour")))
    assert learned.values["colour"] > WEIGHTS.values["colour"] + 1
    ranked = ranker.judged(learned, list(videos(60, "colour", seed=1)))
    assert ranked.gain.better


def test_few_choices_change_little():
    few, many = (ranker.learn(list(videos(60, "colour")), near=near) for near in (10.0, 0.01))
    given = WEIGHTS.values["colour"]
    assert abs(few.values["colour"] - given) < 0.1 < abs(many.values["colour"] - given)
    assert many.values["faces"] == WEIGHTS.values["faces"]


def test_weights_kept_beside_the_serving_tower_are_used(learned):
    towers.promote(learned.store, None)
    assert answers.weights(learned) == WEIGHTS
    towers.rollback(learned.store)
    mine = WEIGHTS.over({"colour": 1.5})
    ranker.write(ranker.judged(mine, list(videos(5, "colour"))), learned.store, "first")
    assert answers.weights(learned) == mine


def test_a_fitted_library_says_what_became_of_its_weights(served):
    _, fitted = served
    assert any("re-ranker" in note and "nDCG" in note for note in fitted.notes)


def test_signals_come_from_the_library(served, spoken):
    library, _ = served
    ((signals, chosen),) = ranker.seen(library, spoken.examples[:1])
    assert {"video", "title"} <= signals.keys()
    assert all(len(column) == len(chosen) for column in signals.values())
    assert chosen == pytest.approx(spoken.examples[0].chosen)
