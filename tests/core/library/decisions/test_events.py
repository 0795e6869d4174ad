"""Events of trials: each counts once, whatever order it comes in, and what is folded loses nothing that is counted."""

import json
from dataclasses import replace

import pytest

from vsearch.library.decisions import events
from vsearch.library.decisions.events import COUNTED, Event, FolderTrialEvents, counted, waiting
from vsearch.library.storage.leases import Leases

DAY = 86400.0
SEEN = Event("s1", "impression", 10 * DAY, 1.5, "ann", 2, 0.25)
CLICK = Event("c1", "click", 10 * DAY + 7200, viewer="ann")


@pytest.fixture
def kept(tmp_path):
    return FolderTrialEvents(tmp_path / "trials", Leases(tmp_path / "leases"), lambda: None)


def told(log):
    """What was counted in all."""
    return dict(zip(COUNTED, map(sum, zip(*counted(log).values(), strict=True)), strict=True))


@pytest.mark.parametrize(
    ("given", "clicked", "late"),
    [
        pytest.param([SEEN, CLICK], 1, 2, id="by its viewer"),
        pytest.param([CLICK, SEEN], 1, 2, id="the click comes in first"),
        pytest.param([SEEN, SEEN, CLICK, CLICK], 1, 2, id="all of it twice"),
        pytest.param([SEEN, CLICK, replace(CLICK, id="c2", at=CLICK.at + 9)], 1, 2, id="clicked twice"),
        pytest.param([SEEN, replace(CLICK, viewer="", of="s1")], 1, 2, id="by its impression"),
        pytest.param([SEEN, replace(CLICK, at=SEEN.at - 60)], 1, 0, id="a clock that runs behind"),
        pytest.param([SEEN, replace(CLICK, viewer="bob")], 0, 0, id="somebody else"),
        pytest.param([SEEN, replace(CLICK, viewer="", of="s9")], 0, 0, id="an impression that nobody saw"),
    ],
)
def test_a_click_counts_once_for_the_impression_that_it_means(kept, given, clicked, late):
    for one in given:
        kept.add("t", [one])
    found = told(kept.read("t"))
    assert (found["shown"], found["clicked"], found["late"], found["inverse"]) == (1, clicked, late, 4)
    assert waiting(kept.read("t")) == sum(one.kind == "click" for one in set(given)) * (not clicked)


def test_a_click_means_what_its_viewer_saw_last_before_it(kept):
    kept.add("t", [SEEN, replace(SEEN, id="s2", at=SEEN.at + 3600, time=4.0), replace(CLICK, at=SEEN.at + 60)])
    assert {place[0]: values[1] for place, values in counted(kept.read("t")).items()} == {1.5: 1, 4.0: 0}


def crowd(count, day):
    """Some who saw it on a day, every second of whom clicked some hours later."""
    seen = [Event(f"s{day}-{n}", "impression", day * DAY + n, 1.5 + n % 2, f"v{n}", 1 + n % 3) for n in range(count)]
    return seen + [Event(f"c{one.id}", "click", one.at + 7200, of=one.id) for one in seen[::2]]


@pytest.mark.parametrize("before", [pytest.param(11 * DAY, id="a part"), pytest.param(float("inf"), id="everything")])
def test_folding_loses_nothing_that_is_counted(kept, before):
    kept.add("t", [*crowd(20, 10), *crowd(20, 12)])
    before_it = counted(kept.read("t"))
    kept.fold("t", before)
    after = counted(kept.read("t"))
    assert {place: pytest.approx(values) for place, values in before_it.items()} == after
    assert len(kept.read("t").events) == (30 if before == 11 * DAY else 0)


def test_what_is_folded_is_taken_no_more_and_what_is_new_is(kept):
    kept.add("t", [*crowd(20, 10), *crowd(20, 12)])
    kept.fold("t", 11 * DAY)
    again, since = kept.add("t", crowd(20, 10))
    assert (again, since) == ([], 11 * DAY)
    assert len(kept.add("t", [Event("new", "impression", 13 * DAY, 1.5)])[0]) == 1


def test_a_click_goes_with_its_impression_across_the_fold(kept):
    kept.add("t", [SEEN, replace(CLICK, at=12 * DAY), replace(SEEN, id="s2", at=12 * DAY, viewer="bob")])
    kept.fold("t", 11 * DAY)
    kept.fold("t")
    assert told(kept.read("t"))["clicked"] == 1


def test_a_file_does_not_grow_beyond_a_week_of_events(kept, monkeypatch, tmp_path):
    monkeypatch.setattr(events, "FOLDED", 20_000)
    for day in range(60):
        kept.add("t", crowd(20, day))
    assert (tmp_path / "trials" / "t.jsonl").stat().st_size < 60_000
    assert told(kept.read("t"))["shown"] == 60 * 20


@pytest.mark.parametrize(
    "line",
    ['{"id": "x", "kin', "[]", '{"id": 5}', '{"counts": [["a"]], "since": 0}', json.dumps({"id": "x"}), "\x00"],
    ids=["torn", "no object", "another type", "counts of text", "half an event", "nothing"],
)
def test_a_line_that_is_no_event_is_passed_over(kept, tmp_path, line):
    kept.add("t", [SEEN])
    with (tmp_path / "trials" / "t.jsonl").open("a") as file:
        file.write(line)
    kept.add("t", [CLICK])
    assert told(kept.read("t"))["clicked"] == 1
