"""Lines of a click log: those that say nothing possible are named in a sentence each, and all others count."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime.now(UTC)


@pytest.fixture
def row(tried):
    """A right row, with some cells changed."""

    def row(**changes):
        right = {"event": "e1", "kind": "impression", "video": "v1", "time": tried.arms[0].time, "at": NOW.isoformat()}
        return {name: value for name, value in (right | changes).items() if value is not None}

    return row


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"propensity": 1.7}, "its propensity is 1.7, and a probability", id="more than one"),
        pytest.param({"propensity": 0}, "its propensity is 0, and a probability", id="impossible"),
        pytest.param({"propensity": 5e-324}, "its propensity is 4.9", id="so small that its inverse is none"),
        pytest.param({"propensity": "nan"}, "its propensity is 'nan'", id="no number"),
        pytest.param({"propensity": -0.5}, "its propensity is -0.5", id="negative"),
        pytest.param({"event": None}, "it has no event id", id="no id"),
        pytest.param({"kind": "view"}, "its kind is 'view'", id="another kind"),
        pytest.param({"video": "nosuch"}, "No video", id="an unknown video"),
        pytest.param({"video": None}, "neither a trial nor a video", id="no video"),
        pytest.param({"trial": "0000"}, "no trial '0000'", id="an unknown trial"),
        pytest.param({"time": 99}, "no arm of its trial stands at 99", id="no arm"),
        pytest.param({"time": None}, "its time is missing", id="no time"),
        pytest.param({"at": None}, "its at is missing", id="no moment"),
        pytest.param({"at": "yesterday"}, "its at is 'yesterday'", id="no date"),
        pytest.param({"at": (NOW + timedelta(days=3)).isoformat()}, "has not come yet", id="a clock far ahead"),
        pytest.param({"at": "1999-01-01T00:00:00+00:00"}, "before its trial began", id="a clock far behind"),
        pytest.param({"at": 1e300}, "its at is", id="no second of any age"),
        pytest.param({"position": -3}, "its position is -3", id="no position"),
        pytest.param({"kind": "click"}, "neither its impression nor its viewer", id="whose click"),
        pytest.param({"position": [1]}, "its position is", id="a list"),
    ],
)
def test_what_is_impossible_is_refused_by_line_and_the_rest_goes_on(library, row, changes, why):
    made = library.log_events([row(**changes), row(event="e2")])
    [trouble] = made.troubles
    assert trouble.startswith("Line 1 of what was sent is passed over: ")
    assert why in trouble
    assert made.taken == 1


def separated(rows):
    return "event,kind,video,time,at\n" + "".join(",".join(map(str, row.values())) + "\n" for row in rows)


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


FORMS = {"events.csv": separated, "events.jsonl": lines, "events.log": lines, "events": separated}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_read_in_every_form(library, row, tmp_path, name):
    path = tmp_path / name
    path.write_text(FORMS[name]([row(), row(event="e2"), row(event="e3", kind="look")]))
    made = library.log_events(path)
    assert (made.taken, len(made.troubles)) == (2, 1)
    assert name in made.troubles[0]


@pytest.mark.parametrize("name", ["events.csv", "events.jsonl"])
def test_a_stream_is_read_as_a_file_is(library, row, name):
    stream = io.StringIO(FORMS[name]([row(), row(event="e2")]) + ("{torn" if name.endswith("l") else ""))
    made = library.log_events(stream)
    assert (made.taken, len(made.troubles)) == (2, name.endswith("l"))


def test_a_long_stream_is_taken_in_parts(library, row, monkeypatch):
    monkeypatch.setattr("vsearch.retrieval.trials.logging.BATCH", 3)
    made = library.log_events(row(event=f"e{n % 8}", position=n) for n in range(10))
    assert (made.taken, made.known) == (8, 2)


def test_an_empty_stream_says_nothing(library, tried):
    assert library.log_events(io.StringIO("")).taken == 0
