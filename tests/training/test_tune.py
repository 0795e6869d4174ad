"""The search for a plan: real trials, cut short when hopeless, taken up where they stopped."""

from dataclasses import replace

import pytest

from vsearch.errors import UsageWrong
from vsearch.training.tune import tune

SPACE = {"rate": (1e-5, 3e-3), "width": (16, 32)}


@pytest.fixture
def quick(tiny):
    return replace(tiny, epochs=2, patience=9)


def test_a_search_finds_what_matters_and_goes_on_where_it_stopped(spoken, quick, tmp_path):
    few = spoken.only(range(40))
    first = tune(few, quick, 2, tmp_path / "journal.log", space=SPACE, sampler="grid")
    assert len(first.trials) == 2
    second = tune(few, quick, 4, tmp_path / "journal.log", space=SPACE, sampler="grid")
    assert second.trials[:2] == first.trials
    assert len({tuple(trial.choices.items()) for trial in second.trials}) == 4
    assert second.plan.rate == 3e-3
    assert second.score == max(trial.score for trial in second.trials)
    assert max(second.importance, key=second.importance.get) == "rate"


def test_plans_tried_at_once_are_each_tried_once(spoken, quick, tmp_path):
    found = tune(
        spoken.only(range(24)), replace(quick, epochs=1), 4, tmp_path / "j.log", space=SPACE, sampler="grid", jobs=2
    )
    assert len({tuple(trial.choices.items()) for trial in found.trials}) == 4


def test_hopeless_plans_are_given_up(spoken, quick, tmp_path):
    few = spoken.only(range(32))
    found = tune(few, replace(quick, epochs=5), 8, tmp_path / "j.log", space={"rate": (3e-3, 1e-6)}, sampler="random")
    assert "pruned" in {trial.state for trial in found.trials}


def test_an_unknown_sampler_is_refused(spoken, quick, tmp_path):
    with pytest.raises(UsageWrong, match=r"'magic'.* tpe, random, grid"):
        tune(spoken, quick, 1, tmp_path / "j.log", sampler="magic")
