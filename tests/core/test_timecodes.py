"""Times are written as people, players and files expect them, and what was written is read back."""

import pytest

from vsearch.timecodes import clock, cue, seconds, stamp

WRITTEN = [
    pytest.param(0.0, "0:00", "00:00:00.000", "0.00.00.00", id="zero"),
    pytest.param(7.5, "0:07.5", "00:00:07.500", "0.00.07.50", id="tenths"),
    pytest.param(59.999, "1:00", "00:00:59.999", "0.01.00.00", id="rounded up"),
    pytest.param(83.25, "1:23.2", "00:01:23.250", "0.01.23.25", id="minutes"),
    pytest.param(3723.5, "1:02:03.5", "01:02:03.500", "1.02.03.50", id="hours"),
    pytest.param(360000.0, "100:00:00", "100:00:00.000", "100.00.00.00", id="a hundred hours"),
]


@pytest.mark.parametrize(("time", "people", "players", "files"), WRITTEN)
def test_a_time_is_written(time: float, people: str, players: str, files: str) -> None:
    assert (clock(time), cue(time), stamp(time)) == (people, players, files)
    assert seconds(clock(time)) == pytest.approx(time, abs=0.051)
    assert seconds(cue(time)) == pytest.approx(time)


def test_hours_are_written_where_they_are_wanted() -> None:
    assert clock(62, hours=True) == "0:01:02"
