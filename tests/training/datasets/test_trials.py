"""What a dataset learns of trials: winners with what they stand for, and shares of a choice where none has won."""

import pytest

from bench.setting import worlds
from vsearch.library.decisions import Decision
from vsearch.library.decisions.events import Event
from vsearch.training.datasets.build import build
from vsearch.training.datasets.exchange import export_decisions, import_decisions
from vsearch.training.datasets.wanted import CLIPPED, weight

STEP = 2.0
"""Seconds between frames of a world."""


@pytest.fixture
def library(pictures, shelved):
    """Two videos that nobody decided about."""
    return shelved(worlds.world(pictures, "words", videos=2, frames=8), pins=False)


def begin(library, video, times):
    """A trial of these frames, as it is written down."""
    arms = (Decision("arm", video, time=time, value=1.0, trial="aa", propensity=0.5) for time in times)
    library.decide(Decision("trial", video, value=1.0, trial="aa"), *arms)


def example(library, video):
    return next(one for one in build(library) if one.id == video)


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        pytest.param([Decision("choose", "v", time=1.0, propensity=0.2)], 5, id="a winner"),
        pytest.param([Decision("choose", "v", time=1.0, propensity=0.001)], CLIPPED, id="an unlikely one is clipped"),
        pytest.param([Decision("choose", "v", time=1.0)], 1, id="a choice that says nothing of it"),
        pytest.param(
            [Decision("choose", "v", time=1.0, propensity=0.2), Decision("pin", "v", time=2.0)], 1, id="a pin"
        ),
        pytest.param([], 1, id="nothing"),
    ],
)
def test_a_choice_counts_by_its_inverse_propensity(made, counts):
    assert weight(made) == pytest.approx(counts)


@pytest.mark.parametrize("propensity", [0.0, -0.1, 1.01, float("nan")])
def test_no_decision_has_an_impossible_propensity(propensity):
    with pytest.raises(ValueError, match="propensity"):
        Decision("choose", "v", time=1.0, propensity=propensity)


def test_a_winner_is_learned_and_one_that_was_undone_is_not(library):
    [key] = library.decide(Decision("choose", "v0001", time=3 * STEP, value=0.97, trial="aa", propensity=0.25))
    made = example(library, "v0001")
    assert (int(made.chosen.argmax()), made.weight) == (3, 4)
    library.undo(key)
    assert not any(one.labelled for one in build(library))


def test_a_trial_without_a_winner_shares_the_choice_among_its_arms(library):
    begin(library, "v0000", [2 * STEP, 5 * STEP])
    seen = [Event(f"{n}", "impression", 9e5 + n, STEP * (2, 5)[n % 2], propensity=0.5) for n in range(200)]
    library.store.trials.add("aa", [*seen, *(Event(f"c{n}", "click", 9e5 + n, of=f"{n}") for n in range(1, 60, 4))])
    made = example(library, "v0000")
    assert made.chosen[5] > made.chosen[2] > 0
    assert made.chosen[2] + made.chosen[5] == pytest.approx(1, abs=1e-3)


def test_a_trial_that_hardly_anybody_saw_says_nothing(library):
    begin(library, "v0000", [2 * STEP, 5 * STEP])
    library.store.trials.add("aa", [Event("1", "impression", 9e5, 2 * STEP), Event("c", "click", 9e5, of="1")])
    assert not any(one.labelled for one in build(library))


@pytest.mark.parametrize("name", ["all.csv", "all.jsonl"])
def test_trials_go_out_and_come_in_as_all_decisions_do(library, pictures, shelved, tmp_path, name):
    begin(library, "v0000", [2 * STEP, 5 * STEP])
    library.decide(Decision("choose", "v0000", time=5 * STEP, value=0.97, trial="aa", propensity=0.5))
    export_decisions(library, tmp_path / name)
    other = shelved(worlds.world(pictures, "words", videos=2, frames=8), pins=False)
    assert import_decisions(other, tmp_path / name).count == 4
    assert [one.state for one in other.trials("v0000")] == ["won"]
    assert example(other, "v0000").weight == 2
