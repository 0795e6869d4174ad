"""The search for a plan: real trials, cut short when hopeless, taken up where they stopped."""

from dataclasses import replace

import pytest

from vsearch.errors import UsageWrong
from vsearch.executors import InProcesses
from vsearch.training.tower.tune import tune

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


@pytest.mark.slow
def test_the_same_seed_searches_the_same_however_many_at_once_and_however_often_broken_off(spoken, quick, tmp_path):
    few, quick = spoken.only(range(24)), replace(quick, epochs=1)
    space = {**SPACE, "drop": (0.0, 0.3), "attention": ("words", "self")}
    whole = tune(few, quick, 6, tmp_path / "a.log", space=space, sampler="random")
    tune(few, quick, 3, tmp_path / "b.log", space=space, sampler="random")
    broken = tune(few, quick, 6, tmp_path / "b.log", space=space, sampler="random", executor=InProcesses(2))
    assert [trial.choices for trial in broken.trials] == [trial.choices for trial in whole.trials]
    assert [trial.score for trial in broken.trials] == pytest.approx([trial.score for trial in whole.trials], abs=1e-4)
    other = tune(few, replace(quick, seed=1), 4, tmp_path / "c.log", space=space, sampler="random")
    assert [trial.choices for trial in other.trials] != [trial.choices for trial in whole.trials[:4]]


def test_a_search_of_other_choices_is_not_taken_up(spoken, quick, tmp_path):
    few, quick = spoken.only(range(24)), replace(quick, epochs=1)
    tune(few, quick, 1, tmp_path / "j.log", space={"rate": (1e-3,)})
    again = tune(
        few, replace(quick, frames=4), 1, tmp_path / "j.log", space={"rate": (1e-3,)}, watch=(seen := []).append
    )
    assert len(again.trials) == 1
    assert seen[-1].stage == "plan 1 of 1"


@pytest.mark.slow
def test_hopeless_plans_are_given_up(spoken, quick, tmp_path):
    few = spoken.only(range(32))
    found = tune(few, replace(quick, epochs=5), 12, tmp_path / "j.log", space={"rate": (3e-3, 1e-6)}, sampler="random")
    assert "pruned" in {trial.state for trial in found.trials}


def test_an_unknown_sampler_is_refused(spoken, quick, tmp_path):
    with pytest.raises(UsageWrong, match=r"'magic'.* tpe, random, grid"):
        tune(spoken, quick, 1, tmp_path / "j.log", sampler="magic")
