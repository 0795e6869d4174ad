"""Decisions in and out, and clicks freed of where they stood."""

import csv
import json

import numpy as np
import pytest

from bench.setting import worlds
from vsearch.errors import UsageWrong
from vsearch.escapes import stripped, visible
from vsearch.library.decisions import Decision, append
from vsearch.training.datasets import exchange
from vsearch.training.datasets.build import build
from vsearch.training.datasets.clicks import ShownAt, appeal


@pytest.fixture
def library(pictures, shelved):
    return shelved(worlds.world(pictures, "words", videos=2, frames=8), pins=False)


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_what_is_written_is_read_back_and_not_added_twice(library, tmp_path, name):
    library.store.decide(
        Decision("pin", "v0000", time=2.0), Decision("label", "v0001", tag="dög, big", prompt='say "so"')
    )
    before = library.store.decisions()
    assert exchange.export_decisions(library, tmp_path / name) == 2
    assert exchange.import_decisions(library, tmp_path / name).count == 0
    (library.store.local() / "decisions.jsonl").unlink()
    assert exchange.import_decisions(library, tmp_path / name) == exchange.Imported(2)
    assert library.store.decisions() == before


@pytest.mark.parametrize("tag", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "\x1b]52;c;cm0=\x07"], ids=ascii)
def test_a_written_table_runs_nothing_and_comes_back_once(library, tmp_path, tag):
    library.store.decide(Decision("label", "v0001", tag=tag, note=tag))
    exchange.export_decisions(library, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8")
    assert visible(text) == text
    row = next(csv.DictReader(text.splitlines()))
    assert row["tag"][:1] not in tuple("=+-@")
    assert exchange.import_decisions(library, tmp_path / "out.csv").count == 0
    (library.store.local() / "decisions.jsonl").unlink()
    exchange.import_decisions(library, tmp_path / "out.csv")
    assert library.store.decisions()[0].tag == stripped(tag)


@pytest.mark.parametrize("row", ["pin,v0000,900,", "accept,v0000,,900", "impression,v0000,900,"])
def test_a_time_that_its_video_has_not_is_passed_over_and_said(library, tmp_path, row):
    (tmp_path / "in.csv").write_text(f"kind,video,time,end\n{row}\nlabel,v0000,,\n")
    made = exchange.import_decisions(library, tmp_path / "in.csv")
    assert made.count == 1
    assert ["Line 2" in trouble and "its video lasts" in trouble for trouble in made.troubles] == [True]


def test_another_suffix_is_refused(library, tmp_path):
    with pytest.raises(UsageWrong, match=r"\.csv or \.jsonl"):
        exchange.export_decisions(library, tmp_path / "out.xlsx")


def test_clicks_come_in_and_broken_lines_are_named(library, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text("video,time,position,impressions,clicks\nv0000,2,1,100,7\nv0000,x,1,1,0\nlost,1,1,5,1\nv0001,,,,\n")
    made = exchange.import_decisions(library, path)
    assert made.count == 2
    assert [line.split(" of ")[0] for line in made.troubles] == ["Line 3", "Line 4", "Line 5"]
    assert [(d.kind, d.value, d.note) for d in library.store.decisions()] == [
        ("impression", 1, "100"),
        ("click", 1, "7"),
    ]


DAY = "video,time,position,impressions,clicks\nv0000,2,1,100,7\nv0000,2,1,100,7\nv0001,4,2,50,0\n"


def test_a_log_that_comes_twice_counts_once_and_one_that_has_grown_adds_what_is_new(library, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text(DAY)
    assert exchange.import_decisions(library, path) == exchange.Imported(5)
    once = build(library).fingerprint()
    assert exchange.import_decisions(library, path) == exchange.Imported(0, known=5)
    assert build(library).fingerprint() == once
    path.write_text(DAY + "v0001,4,2,50,0\n")
    assert exchange.import_decisions(library, path) == exchange.Imported(1, known=5)
    exchange.export_decisions(library, tmp_path / "out.jsonl")
    assert exchange.import_decisions(library, tmp_path / "out.jsonl") == exchange.Imported(0, known=6)


def test_two_days_alike_are_two_days_and_a_log_is_who_says_so(library, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text("date,video,time,impressions,clicks\n2026-01-01,v0000,2,9,1\n2026-01-02,v0000,2,9,1\n")
    assert exchange.import_decisions(library, path) == exchange.Imported(4)
    assert {(d.by, d.at) for d in library.store.decisions()} == {
        ("clicks.csv", "2026-01-01"),
        ("clicks.csv", "2026-01-02"),
    }


def test_a_table_made_by_hand_is_taken_in_once(library, tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("kind,video,time,tag\npin,v0000,2,\nlabel,v0001,,dog\n")
    assert exchange.import_decisions(library, path) == exchange.Imported(2)
    assert exchange.import_decisions(library, path) == exchange.Imported(0, known=2)
    assert all(made.at and made.by for made in library.store.decisions())


def test_an_unknown_kind_is_named(library, tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("kind,video,time\nlike,v0000,2\npin,v0000,2\n")
    made = exchange.import_decisions(library, path)
    assert made.count == 1
    assert "'like' is no kind of decision" in made.troubles[0]


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        pytest.param({"time": [1, 2]}, "its time is [1, 2], not a number from 0 on", id="a list"),
        pytest.param({"time": 1, "position": "inf"}, "its position is 'inf', not a number from 0 on", id="no place"),
        pytest.param({"time": 10**400}, f"its time is {10**400}, not a number from 0 on", id="a number too long"),
        pytest.param({"time": 1, "impressions": -3}, "its impressions is -3, not a number from 0 on", id="below none"),
        pytest.param({"time": "Infinity", "kind": "pin"}, "its time is 'Infinity'", id="a pin at no time"),
    ],
)
def test_what_is_no_number_is_named_and_the_rest_used(library, tmp_path, row, trouble):
    path = tmp_path / "log.jsonl"
    rows = [{"video": "v0000", "clicks": 1, **row}, {"video": "v0000", "time": 2, "clicks": 0}]
    path.write_text("".join(json.dumps(line) + "\n" for line in rows))
    made = exchange.import_decisions(library, path)
    assert made.count == 1
    assert made.troubles[0].startswith(f"Line 1 of log.jsonl is passed over: {trouble}")


@pytest.mark.parametrize("shown", [1_500_000, 1_234_567, 10**16, 30.5])
def test_however_often_something_was_shown_it_is_counted(library, tmp_path, shown):
    path = tmp_path / "clicks.csv"
    path.write_text(f"video,time,position,impressions,clicks\nv0000,2,1,{shown},7\n")
    exchange.import_decisions(library, path)
    assert float(library.store.decisions()[0].note) == shown
    (example,) = build(library)
    assert example.labelled


def test_clicks_outside_the_film_choose_nothing(library, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text("video,time,impressions,clicks\nv0000,9999,100,90\nv0000,2,100,20\nv0001,9999,100,90\n")
    assert len(exchange.import_decisions(library, path).troubles) == 2
    formerly = [Decision(kind, id, time=9999.0, note="90") for id in ("v0000", "v0001") for kind in exchange.COUNTED]
    append(library.store.local("decisions.jsonl"), formerly)
    made = build(library)
    assert [example.chosen.argmax() for example in made if example.labelled] == [1]
    assert sum("outside the times of" in note for note in made.notes) == 2


def test_a_place_without_end_is_passed_over(library):
    for place in (float("inf"), float("nan"), 1.0):
        library.store.decide(Decision("impression", "v0000", time=2.0, value=place, note="50"))
    library.store.decide(Decision("click", "v0000", time=2.0, value=1.0, note="5"))
    (example,) = build(library)
    assert example.chosen.argmax() == 1


def logged(dice, liked, looked, shows=400):
    rows = []
    for item, liking in enumerate(liked):
        for position, look in enumerate(looked, 1):
            often = shows if (item + position) % 3 else shows // 20
            rows.append(ShownAt(item, position, often, float(dice.binomial(often, liking * look))))
    return rows


def test_likings_are_told_from_places():
    liked, looked = np.array([0.05, 0.30, 0.10, 0.20]), [1.0, 0.5, 0.25]
    found, seen = appeal(logged(np.random.default_rng(0), liked, looked))
    estimated = np.array([found[n] for n in range(4)])
    assert estimated.argsort().tolist() == liked.argsort().tolist()
    assert [seen[n] for n in (1, 2, 3)] == pytest.approx(looked, abs=0.12)


def test_the_better_frame_wins_though_it_was_shown_lower(library):
    rows = [(2.0, 1, 1000, 80), (2.0, 2, 50, 2), (6.0, 1, 50, 9), (6.0, 2, 1000, 75)]
    for time, place, shown, clicks in rows:
        library.store.decide(Decision("impression", "v0000", time=time, value=place, note=str(shown)))
        library.store.decide(Decision("click", "v0000", time=time, value=place, note=str(clicks)))
    (example,) = build(library).examples
    assert example.chosen.argmax() == 3
    assert 0 < example.chosen[1] < 1


def test_a_handful_of_impressions_says_nothing(library):
    library.store.decide(
        Decision("impression", "v0000", time=2.0, value=1, note="5"), Decision("click", "v0000", time=2.0, value=1)
    )
    (example,) = build(library).examples
    assert not example.labelled


def test_a_video_that_nobody_clicked_has_no_choice(library):
    for video, clicks in (("v0000", "9"), ("v0001", "0")):
        for time in (2.0, 4.0):
            library.store.decide(Decision("impression", video, time=time, value=time / 2, note="100"))
            library.store.decide(Decision("click", video, time=time, value=time / 2, note=clicks))
    assert [example.labelled for example in build(library)] == [True, False]
