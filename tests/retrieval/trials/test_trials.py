"""A trial from its beginning to its winner: what may be tried, what is logged, what is decided, what is undone."""

import pytest

from vsearch.errors import UsageWrong
from vsearch.library.decisions import Decision

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


def test_it_tries_frames_of_different_shots_the_best_first(library, tried):
    best = library.thumbnails("v1", top=1)[0]
    assert tried.arms[0].time == best.time
    assert len({int(arm.time // 4) for arm in tried.arms}) == 3
    assert tried.arms[0].propensity == 1


def test_everything_is_told_by_the_decisions(library, tried):
    made = [item.decision for item in library.store.history()]
    assert [one.kind for one in made] == ["trial", "arm", "arm", "arm"]
    assert {one.trial for one in made} == {tried.id}
    assert library.trials("v1")[0].state == "running"


@pytest.mark.parametrize(
    ("decide", "left"),
    [
        pytest.param(Decision("reject", "v1", time=6.0), {0, 2}, id="a rejected frame"),
        pytest.param(Decision("reject", "v1", start=8.0, end=12.0), {0, 1}, id="a rejected moment"),
        pytest.param(Decision("segment", "v1", start=0.0, end=4.0, note="intro"), {1, 2}, id="packaging"),
        pytest.param(Decision("reject", "v1", start=0.0, end=4.0, prompt="a dog"), {0, 1, 2}, id="for some words only"),
        pytest.param(Decision("reject", "v1", time=6.0, tag="dog"), {0, 1, 2}, id="a tag"),
    ],
)
def test_what_was_rejected_and_packaging_is_not_tried(library, add, decide, left):
    add("v1", SHOTS, title="a green field")
    if decide.time is not None:  # every frame of the shot
        library.decide(*(Decision(decide.kind, "v1", time=n / 2, tag=decide.tag) for n in range(8, 16)))
    else:
        library.decide(decide)
    [trial] = library.start_trials("v1").trials
    assert {int(arm.time // 4) for arm in trial.arms} == left


def test_a_frame_that_is_rejected_meanwhile_is_shown_no_more(library, tried):
    library.decide(Decision("reject", "v1", time=tried.arms[0].time))
    shown = {library.serve_thumbnail("v1", f"u{n}").time for n in range(200)}
    assert shown == {arm.time for arm in tried.arms[1:]}
    assert [arm.barred for arm in library.trials("v1")[0].arms] == [True, False, False]


@pytest.mark.parametrize(
    ("before", "options", "sentence"),
    [
        pytest.param("pin", {}, "is pinned", id="pinned"),
        pytest.param("start", {}, "runs already", id="running"),
        pytest.param("", {"arms": 9}, "2 to 6 arms", id="many arms"),
        pytest.param("", {"share": 0}, "above 0", id="nobody takes part"),
        pytest.param("", {"share": float("nan")}, "above 0", id="no number"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_a_sentence(library, add, before, options, sentence):
    add("v1", SHOTS)
    {"pin": lambda: library.pin("v1", "1"), "start": lambda: library.start_trials("v1"), "": lambda: None}[before]()
    with pytest.raises(UsageWrong, match=sentence):
        library.start_trials("v1", **options)


def test_all_are_tried_but_those_that_have_nothing_to_try(library, add):
    add("v1", SHOTS)
    add("v2", [("red", 0, 4)])
    add("v3", [("red", 0, 4), ("blue", 4, 8)])
    library.pin("v3", "1")
    made = library.start_trials()
    assert [one.video for one in made.trials] == ["v1"]
    assert set(made.skipped) == {"v2", "v3"}


def test_clicks_choose_the_thumbnail_and_an_undo_takes_it_back(library, tried, crowd):
    made = library.log_events(crowd(tried, [0.02, 0.05, 0.3]))
    [choice] = made.decided
    assert (choice.kind, choice.time, choice.propensity) == ("choose", tried.arms[2].time, tried.arms[2].propensity)
    assert choice.value >= 0.95
    assert library.trials("v1")[0].state == "won"
    assert library.thumbnails("v1", top=1)[0].time == choice.time
    assert library.serve_thumbnail("v1", "ann").why == "won"
    [key] = [item.key for item in library.history(kind="choose")]
    library.undo(key)
    assert library.thumbnails("v1", top=1)[0].time == tried.arms[0].time
    assert library.trials("v1")[0].state == "withdrawn"


def test_undoing_the_beginning_undoes_the_trial(library, tried):
    library.undo(library.history(kind="trial")[0].key)
    assert library.trials("v1") == []
    assert library.serve_thumbnail("v1", "ann").why == "best"


def test_an_arm_that_is_surely_worse_is_dropped_and_shown_no_more(library, tried, crowd):
    made = library.log_events(crowd(tried, [0.3, 0.31, 0.03]))
    assert [(one.kind, one.time) for one in made.decided] == [("drop", tried.arms[2].time)]
    shown = {library.serve_thumbnail("v1", f"u{n}").time for n in range(300)}
    assert shown == {arm.time for arm in tried.arms[:2]}


def test_nothing_is_decided_of_few_views(library, tried, crowd):
    assert library.log_events(crowd(tried, [0.02, 0.05, 0.3], count=90)).decided == ()
    assert library.trials("v1")[0].state == "running"


def test_the_same_events_again_count_nothing(library, tried, crowd):
    rows = list(crowd(tried, [0.1, 0.1, 0.1], count=60))
    first = library.log_events(rows)
    before = library.trials("v1")
    again = library.log_events(reversed(rows))
    assert (first.taken, again.taken, again.known) == (len(rows), 0, len(rows))
    assert library.trials("v1") == before


def test_the_order_in_which_events_come_makes_no_difference(library, tried, crowd):
    rows = list(crowd(tried, [0.1, 0.2, 0.1], count=60))
    assert library.log_events(row for row in rows if row["kind"] == "click").waiting > 0
    assert library.log_events(row for row in rows if row["kind"] == "impression").waiting == 0
    assert sum(arm.clicked for arm in library.trials("v1")[0].arms) == sum(row["kind"] == "click" for row in rows)


def test_a_trial_that_was_stopped_takes_nothing_and_keeps_its_counts(library, tried, crowd):
    library.log_events(crowd(tried, [0.1, 0.1, 0.1], count=60))
    assert sum(arm.shown for arm in library.stop_trial("v1").arms) == 60
    late = library.log_events(crowd(tried, [0.1, 0.1, 0.1], count=60, seed=5))
    assert (late.taken, late.ended > 0, late.troubles) == (0, True, ())
    with pytest.raises(UsageWrong, match="No trial of v1 runs"):
        library.stop_trial("v1")
    assert library.serve_thumbnail("v1", "ann").why == "best"


def test_the_log_of_clicks_knows_no_viewer_by_name(library, tried, crowd):
    library.log_events(crowd(tried, [0.1, 0.1, 0.1], count=60))
    written = library.store.local("trials", f"{tried.id}.jsonl").read_text()
    assert '"u17"' not in written
