"""Cross-validation: what a tower learns from and stops by, and a sentence where too little is left for that."""

from dataclasses import replace

import pytest

from vsearch.errors import TrainingImpossible
from vsearch.training.evaluation.crossval import crossvalidate, halves
from vsearch.training.tower.train import learn


def arranged(spoken, groups, chosen=lambda group: True):
    """A world of these series, in which only those that are `chosen` from have thumbnails."""
    return spoken.like(
        tuple(
            replace(e, group=group, chosen=e.chosen * chosen(group)) for e, group in zip(spoken, groups, strict=False)
        )
    )


SINGLES = [f"single {n}" for n in range(16)]


@pytest.mark.parametrize(
    ("groups", "chosen", "stopping"),
    [
        pytest.param(["show"] * 24 + SINGLES, lambda group: True, 3, id="a large series is learned from"),
        pytest.param(["show"] * 24 + SINGLES, "show".__eq__, 3, id="choices of one series are parted"),
        pytest.param(["show"] * 16, lambda group: True, 2, id="one series is parted"),
        pytest.param(["a", "b"] * 8, lambda group: True, 8, id="of two series, one is stopped by"),
    ],
)
def test_about_an_eighth_of_the_choices_is_stopped_by(spoken, groups, chosen, stopping):
    world = arranged(spoken, groups, chosen)
    known, stop = halves(world, tasks=("thumbnail",))
    assert sorted(e.id for part in (known, stop) for e in part) == sorted(e.id for e in world)
    assert sum(e.labelled for e in stop) == stopping
    assert any(e.labelled for e in known)


def test_one_choice_is_too_few_to_learn_from_and_stop_by(spoken):
    with pytest.raises(TrainingImpossible, match=r"^1 of the 40 videos .* 2 are the least.* folds=1 for one split\.$"):
        halves(arranged(spoken, ["show"] * 24 + SINGLES, "single 3".__eq__), tasks=("thumbnail",))


def test_only_choices_of_the_wanted_tasks_count(spoken):
    tagged = arranged(spoken, SINGLES, {"single 1", "single 2"}.__contains__)
    tagged = tagged.like(tuple(replace(e, tags={"ab"[n % 2]: True}) for n, e in enumerate(tagged)))
    for seed in range(4):
        known, stop = halves(tagged, tasks=("thumbnail",), seed=seed)
        assert sum(e.labelled for e in known) == sum(e.labelled for e in stop) == 1


@pytest.mark.parametrize(
    ("groups", "chosen"),
    [
        pytest.param(["show"] * 11 + ["other"], lambda group: True, id="a series and one more video"),
        pytest.param(["show"] * 12 + SINGLES, "show".__eq__, id="all choices in one series"),
    ],
)
def test_folds_that_leave_nothing_to_learn_from_are_a_sentence(spoken, tiny, groups, chosen):
    with pytest.raises(TrainingImpossible, match=r"videos left to learn from have choices"):
        crossvalidate(arranged(spoken, groups, chosen), replace(tiny, epochs=1, tasks=("thumbnail",)))


def test_learning_without_a_choice_is_a_sentence(spoken, tiny):
    world = arranged(spoken, SINGLES, lambda group: False)
    with pytest.raises(TrainingImpossible, match="None of the 16 videos to learn from has a choice of thumbnail"):
        learn(world, world, replace(tiny, tasks=("thumbnail",)))
