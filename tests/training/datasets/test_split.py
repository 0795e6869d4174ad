"""Splits that hold whole series out, and the refusals that come before any training."""

from dataclasses import replace

import numpy as np
import pytest

from vsearch.errors import TrainingImpossible
from vsearch.training.datasets import split


def regroup(dataset, name):
    return dataset.like(tuple(replace(e, group=name(n)) for n, e in enumerate(dataset)))


def test_no_series_lies_on_both_sides(spoken):
    for rows in split.folds(spoken, 5):
        inside = {spoken.examples[row].group for row in rows}
        outside = {e.group for n, e in enumerate(spoken) if n not in set(rows.tolist())}
        assert not inside & outside


def test_folds_hold_every_video_once_and_are_of_a_size(spoken):
    parts = split.folds(spoken, 5)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(spoken)))
    assert max(map(len, parts)) - min(map(len, parts)) <= 8


def test_a_series_stays_held_out_when_videos_are_added(spoken):
    few = spoken.only(range(80))
    before = {few.examples[row].group for row in split.held(few)[1]}
    after = {spoken.examples[row].group for row in split.held(spoken)[1]}
    assert before <= after


@pytest.mark.parametrize(
    ("learned", "held", "series", "new"),
    [
        pytest.param({"v0000"}, set(), (), {"v0002", "v0003", "v0004", "v0005"}, id="neither its series, b"),
        pytest.param({"v0004"}, set(), (), {"v0000", "v0001", "v0002", "v0003", "v0005"}, id="alone, it has none"),
        pytest.param({"gone"}, set(), ("c",), {"v0000", "v0001", "v0004", "v0005"}, id="a series learned elsewhere"),
        pytest.param({"v0000"}, {"v0001"}, ("b",), {"v0001", "v0002", "v0003", "v0004", "v0005"}, id="a forced split"),
    ],
)
def test_new_to_a_tower_are_videos_of_series_that_it_never_saw(spoken, learned, held, series, new):
    few = regroup(spoken.only(range(6)), ["b", "b", "c", "c", "", ""].__getitem__)
    rows = split.unseen(few, {"learned": learned, "held": held, "series": series})
    assert {few.examples[row].id for row in rows} == new


def test_one_series_is_refused_unless_forced(spoken):
    single = regroup(spoken, lambda n: "show")
    with pytest.raises(TrainingImpossible, match=r"of one series, 'show'.*force=True"):
        split.held(single)
    known, held = split.held(single, force=True)
    assert len(known) + len(held) == len(spoken)
    assert len(held) > 0


def test_videos_without_a_series_stand_for_themselves(spoken):
    known, held = split.held(regroup(spoken, lambda n: ""))
    assert 0 < len(held) < len(known)


def test_too_few_choices_are_refused_with_the_number_and_the_commands(spoken):
    with pytest.raises(TrainingImpossible, match=r"^3 videos .* 12 are the least.*Pin frames.*import decisions"):
        split.enough(spoken.only(range(3)), ())


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        pytest.param(lambda n: {"dog": True}, "every labelled video has the one tag 'dog'", id="one class"),
        pytest.param(lambda n: {f"tag {n}": True}, "no tag is on two videos", id="no tag twice"),
    ],
)
def test_tags_that_teach_nothing_are_refused(spoken, tags, told):
    tagged = spoken.like(tuple(replace(e, tags=tags(n)) for n, e in enumerate(spoken)))
    with pytest.raises(TrainingImpossible, match=told):
        split.enough(tagged, ("tags",))


def test_a_task_nobody_chose_for_is_refused(spoken):
    with pytest.raises(TrainingImpossible, match="nothing to learn highlight from: nobody chose any"):
        split.enough(spoken, ("highlight",))
