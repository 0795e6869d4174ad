"""The monitor: precision of what was shown, drift beyond chance, and when to train again."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from vsearch.library import Store, towers
from vsearch.library.catalog.shards import ask
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.telemetry import Shown
from vsearch.nouns import Video
from vsearch.retrieval.library import Library
from vsearch.training.datasets.exchange import COUNTED
from vsearch.training.serving.drift import Drift, energy, measured
from vsearch.training.serving.monitor import judged, monitored, needed

NOW = datetime(2026, 11, 20, tzinfo=UTC)


BEFORE, THEN, AFTER = (f"2026-11-02T{hour}:00:00+00:00" for hour in ("09", "10", "11"))


def shown(video, *tags, at=THEN, version="clip"):
    return Shown(video, tuple((tag, 0.5) for tag in tags), version, "tag", at)


@pytest.fixture
def library(tmp_path):
    return Library(Store.create(tmp_path / "library", "clip", 16))


def test_precision_counts_what_was_judged_after_it_was_shown(library):
    library.store.decide(
        Decision("accept", "a", tag="sea", at=BEFORE), Decision("accept", "a", tag="cat", at="at some time"),
        Decision("accept", "a", tag="Hound", at=AFTER), Decision("reject", "a", tag="sea", at=AFTER),
        Decision("accept", "a", tag="cat", at=AFTER), Decision("undo", "a", tag="cat", at=AFTER),
        Decision("synonym", tag="dog", prompt="hound"),
    )  # fmt: skip
    library.store.note_shown(shown("a", "dog", "sea", "cat"))
    rows = ask(library.store, "select tag, rank, accepted from shown order by rank")
    assert rows == [("dog", 1, True), ("sea", 2, False), ("cat", 3, None)]
    (rate,) = monitored(library).weeks
    assert (rate.name, rate.shown, rate.judged) == ("2026-W45", 3, 2)
    assert rate.precision == {1: 1.0, 3: 0.5, 5: 0.5}


def test_weeks_tags_and_encoders_are_told_apart(library):
    library.store.note_shown(
        shown("a", "dog", version="old"), shown("b", "dog", "cat", at="2026-11-10T00:00:00"), shown("b", at="when?"),
        shown("b", "sea", at="when?"),
    )  # fmt: skip
    library.store.decide(
        Decision("label", "b", tag="dog"), Decision("label", "b", tag="cat", at=""), Decision("label", "b", tag="sea")
    )
    made = monitored(library)
    assert [rate.name for rate in made.weeks] == ["2026-W45", "2026-W46", "undated"]
    assert [(rate.name, rate.shown, rate.judged) for rate in made.tags] == [("cat", 1, 0), ("dog", 2, 1), ("sea", 1, 0)]
    assert [rate.precision[1] for rate in made.encoders] == [1.0, None]


def films(dice, count, middle):
    rows = middle + 0.5 * dice.standard_normal((count, 3, 16))
    return list((rows / np.linalg.norm(rows, axis=2, keepdims=True)).astype(np.float32))


def test_other_pictures_drift_and_the_same_do_not():
    dice = np.random.default_rng(3)
    one, other = np.eye(16)[:2]
    assert measured(films(dice, 20, one), films(dice, 20, one + other), dice).drifted
    same = measured(films(dice, 20, one), films(dice, 20, one), dice)
    assert not same.drifted
    assert same.distance < 2 * same.usual


def test_the_energy_of_equal_parts_is_nothing():
    between = 1 - np.eye(6)
    assert energy(between, np.arange(3), np.arange(3, 6)) == pytest.approx(0)


def filmed(library, videos, tags=()):
    for id in videos:
        with library.store.draft(id) as draft:
            draft.commit(Entry(Video(id, Path(f"/films/{id}.mp4"), id, 9.0, 64, 36, id, tags=tags)))


def chosen(library, videos, at="2026-11-01T00:00:00+00:00"):
    filmed(library, [f"v{number}" for number in range(videos)])
    library.store.decide(*(Decision("pin", f"v{number}", time=1.0, at=at) for number in range(videos)))


def trained(library, at="2026-11-10T00:00:00+00:00", learned=(), held=(), decided=0):
    data = {"made": at, "learned": list(learned), "held": list(held), "decided": decided}
    widths = {"frames": 16, "words": 0, "sound": 0}
    config = {"layout": 1, "encoder": "clip", "widths": widths, "texts": "", "sound": ""}
    config |= {name: [] for name in ("signals", "mean", "deviation", "tags")}
    with towers.draft(library.store, "t1") as folder:
        for name, facts in {"config": config, "metrics": {}, "data": data}.items():
            (folder / f"{name}.json").write_text(json.dumps(facts))
        (folder / "tower.onnx").touch()


@pytest.mark.parametrize(
    ("old", "tower", "new", "yes", "why"),
    [
        pytest.param(3, False, 0, False, "too few", id="too little"),
        pytest.param(15, False, 0, True, "no tower has been trained", id="the first"),
        pytest.param(15, True, 0, False, "0 choices are new", id="nothing new"),
        pytest.param(15, True, 25, True, "25 choices are new", id="much new"),
    ],
)
def test_training_is_needed_when_there_is_enough_new_to_learn(library, old, tower, new, yes, why):
    chosen(library, old)
    if tower:
        trained(library)
    if new:
        chosen(library, new, "2026-11-15T00:00:00+00:00")
    found = needed(library)
    assert found.yes is yes
    assert why in found.why


def test_what_was_decided_while_a_tower_was_trained_is_new_to_it(library):
    chosen(library, 15)
    decided = len(library.store.decisions())
    chosen(library, 30, "2026-11-01T00:00:00+00:00")
    trained(library, decided=decided)
    assert needed(library).why.startswith("30 choices are new")


VIDEOS = [f"v{number}" for number in range(15)]


@pytest.mark.parametrize(
    ("made", "yes"),
    [
        pytest.param([Decision("pin", time=1.0)], True, id="pins"),
        pytest.param([Decision("pin", time=1.0), Decision("unpin")], False, id="pins taken back"),
        pytest.param([Decision("pin", image="mine.jpg")], False, id="pictures of one's own"),
        pytest.param([Decision("accept", start=1.0, end=2.0)], True, id="moments"),
        pytest.param([Decision("label", tag="dog")], True, id="tags"),
        pytest.param([Decision("label", tag="dog"), Decision("undo", tag="dog")], False, id="tags taken back"),
        pytest.param([Decision(kind, time=1.0, value=1, note="30") for kind in COUNTED], True, id="clicks"),
        pytest.param([Decision(kind, time=1.0, value=1, note="3") for kind in COUNTED], False, id="a few clicks"),
    ],
)
def test_a_video_counts_when_something_can_be_learned_from_it(library, made, yes):
    filmed(library, VIDEOS)
    library.store.decide(*(replace(one, video=video) for video in VIDEOS for one in made))
    found = needed(library)
    assert (found.yes, found.why.split()[0]) == (yes, "15" if yes else "0")


def test_choices_about_videos_that_are_not_here_do_not_count(library):
    library.store.decide(*(Decision("pin", video, time=1.0) for video in VIDEOS))
    assert needed(library).why.startswith("0 videos with choices are too few")


def test_tags_that_came_with_videos_are_choices(library):
    filmed(library, VIDEOS, ("dog",))
    assert needed(library).yes
    trained(library, learned=VIDEOS[:10], held=VIDEOS[10:])
    assert needed(library).why.startswith("0 choices are new")
    filmed(library, [f"n{number}" for number in range(25)], ("dog",))
    assert needed(library).why.startswith("25 choices are new")
    library.store.decide(Decision("label", "n1", tag="cat", at="2026-11-15T00:00:00+00:00"))
    assert needed(library).why.startswith("25 choices are new")


def drifted():
    return Drift(0.5, 0.1, 0.001, 20, 20)


def accepted(library, share, at):
    """Forty tags that were shown at a time and judged in the same minute."""
    library.store.note_shown(*(shown(f"v{n} {at}", "dog", at=at) for n in range(40)))
    kinds = ["accept" if n < share * 40 else "reject" for n in range(40)]
    library.store.decide(*(Decision(kind, f"v{n} {at}", tag="dog", at=at) for n, kind in enumerate(kinds)))


@pytest.mark.parametrize(
    ("seen", "moved", "new", "yes", "why"),
    [
        pytest.param((0.9, 0.2), None, 3, True, "20% were accepted, before that 90%", id="worse"),
        pytest.param((0.9, 0.8), None, 3, False, "choices are new", id="not surely worse"),
        pytest.param(None, drifted(), 3, True, "look other", id="drift"),
        pytest.param(None, drifted(), 0, False, "review some tags first", id="drift and nothing to learn"),
    ],
)
def test_trouble_asks_for_training_once_there_is_something_new(library, seen, moved, new, yes, why):
    early, late = seen or (0.9, 0.9)
    accepted(library, early, "2026-09-01T00:00:00+00:00")
    accepted(library, late, "2026-11-15T00:00:00+00:00")
    chosen(library, 15)
    trained(library, decided=len(library.store.decisions()))
    if new:
        chosen(library, new, "2026-11-15T00:00:00+00:00")
    found = judged(library, moved, NOW)
    assert found.yes is yes
    assert why in found.why


def test_an_empty_library_is_watched_too(library):
    made = monitored(library)
    assert (made.weeks, made.drift, made.need.yes) == ((), None, False)


def test_a_damaged_tower_costs_only_itself(library):
    chosen(library, 15)
    trained(library)
    library.store.local("towers", "t1", "data.json").write_text("noise")
    assert needed(library).why.endswith("no tower has been trained yet.")
