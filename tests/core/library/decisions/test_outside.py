"""A time that a video has not is refused when it is decided, and found where it was decided formerly."""

from collections.abc import Callable

import pytest

from vsearch.errors import TimeOutside
from vsearch.library import Store
from vsearch.library.decisions import Decision, append
from vsearch.library.health import findings, mend
from vsearch.library.parts.entry import Entry


@pytest.fixture
def film(store: Store, put: Callable[..., Entry]) -> Store:
    """A library with a video of four seconds."""
    put(store, "abcd")
    return store


@pytest.mark.parametrize(
    ("made", "why"),
    [
        pytest.param(Decision("pin", "abcd", time=4.6), "time is 4.6", id="a pin"),
        pytest.param(Decision("accept", "abcd", start=1, end=9), "end is 9", id="a moment"),
        pytest.param(Decision("click", "abcd", time=900.0), "lasts 4.00 s", id="a click"),
        pytest.param(Decision("pin", "abcd", time=4.4), "", id="a rounded time"),
        pytest.param(Decision("label", "abcd", tag="sea"), "", id="no time"),
        pytest.param(Decision("click", "gone", time=900.0), "", id="a video that is not here"),
    ],
)
def test_a_time_outside_its_video_is_no_decision(film: Store, made: Decision, why: str) -> None:
    if why:
        with pytest.raises(TimeOutside, match=why):
            film.decide(Decision("label", "abcd", tag="sea"), made)
    else:
        film.decide(made)
    assert len(film.decisions()) == (not why)


def test_what_was_decided_formerly_is_named_and_set_aside(film: Store) -> None:
    film.decide(Decision("pin", "abcd", time=2.0))
    append(film.local("decisions.jsonl"), [Decision("pin", "abcd", time=900.0)])
    named = [error for error in findings(film) if "line 2" in error.what]
    assert ["its time is 900.0, and its video lasts 4.00 s" in error.what for error in named] == [True]
    mend(film.local())
    assert [made.time for made in film.decisions()] == [2.0]
    assert not [error for error in findings(film) if "line" in error.what]
