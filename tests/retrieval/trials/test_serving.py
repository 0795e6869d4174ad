"""Serving: as the shares say, the same to the same viewer, and as few move as must."""

from collections import Counter

import pytest

from vsearch.retrieval.trials import serving
from vsearch.retrieval.trials.serving import serve
from vsearch.retrieval.trials.trials import Arm, ThumbnailTrial

VIEWERS = [f"viewer {n}" for n in range(4000)]
ARMS = tuple(Arm(time, 1.0, 1.0) for time in (1.0, 2.0, 3.0))


def seen(given, share=1.0):
    trial = ThumbnailTrial("t", "v1", share, "", "", ARMS)
    return {viewer: serving._drawn(trial, given, viewer) for viewer in VIEWERS}


@pytest.mark.parametrize(
    ("given", "share"),
    [
        pytest.param([0.7, 0.2, 0.1], 1.0, id="everybody takes part"),
        pytest.param([0.2, 0.5, 0.3], 0.3, id="some do, the others see the first"),
        pytest.param([0.0, 0.5, 0.5], 0.5, id="the first is dropped: the others see the second"),
    ],
)
def test_viewers_see_each_arm_as_often_as_is_told(given, share):
    shown = seen(given, share).values()
    often = Counter(one.time for one in shown)
    told = {one.time: one.propensity for one in shown}
    assert sum(told.values()) == pytest.approx(1, abs=1e-4)
    assert {time: count / len(VIEWERS) for time, count in often.items()} == pytest.approx(told, abs=0.025)


def test_only_those_move_who_must_and_only_to_what_grew():
    before, after = seen([0.5, 0.3, 0.2]), seen([0.6, 0.3, 0.1])
    moved = {(before[v].time, after[v].time) for v in VIEWERS if before[v].time != after[v].time}
    count = sum(before[v].time != after[v].time for v in VIEWERS)
    assert {to for _, to in moved} <= {1.0, 2.0}
    assert (3.0, 1.0) in moved
    assert count / len(VIEWERS) < 0.16


def test_a_viewer_sees_the_same_in_another_process_and_after_what_is_derived_is_gone(library, tried):
    before = [serve(library, "v1", viewer) for viewer in VIEWERS[:40]]
    library.store.clear()
    library.close()
    assert [serve(library, "v1", viewer) for viewer in VIEWERS[:40]] == before
    assert {one.why for one in before} == {"trial"}


def test_the_shares_are_kept_for_the_next_process(library, tried, monkeypatch):
    before = serve(library, "v1", "ann")
    library.close()
    monkeypatch.setattr(serving, "evidence", None)
    assert serve(library, "v1", "ann") == before


def test_a_viewer_s_key_may_be_anything(library, tried):
    assert all(serve(library, "v1", key).trial == tried.id for key in ("", "\udcff", "x" * 10_000, "\0"))


def test_without_a_trial_the_best_is_served_and_a_pin_before_all(library, add):
    add("v2", [("red", 0, 4), ("blue", 4, 8)], title="blue")
    assert serve(library, "v2", "ann").why == "best"
    library.pin("v2", "1.0")
    assert (serve(library, "v2", "ann").why, serve(library, "v2", "ann").time) == ("pinned", 1.0)


def test_a_pin_wins_while_a_trial_runs(library, tried):
    library.pin("v1", "1.0")
    assert serve(library, "v1", "ann").why == "pinned"
