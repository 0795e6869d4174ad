"""What is written on the screen is found by its words, and shown once it stands there."""

import pytest

from vsearch.nouns import Box, ScreenText, Span
from vsearch.retrieval.search.search import search

SHOTS = [("red", 0, 6), ("green", 6, 12)]
PLACE = Box(0.2, 0.4, 0.8, 0.5)


@pytest.fixture
def written(library, add):
    """Two videos with lines on their screens, and one without."""
    lines = [ScreenText(Span(2, 5), "Platform nine", PLACE, 0.9), ScreenText(Span(7, 9), "Nine lives", PLACE, 0.9)]
    add("v1", SHOTS, title="A", written=lines)
    add("v2", SHOTS, title="B", written=[ScreenText(Span(1, 1.4), "The platform is closed", PLACE, 0.9)])
    add("v3", SHOTS, title="C")
    return library


def test_the_line_with_the_words_comes_first_with_its_span(written) -> None:
    answer = search(written, "platform nine", inside=["screen"])
    best = answer.moments[0]
    assert (best.video, best.span, best.best, best.said) == ("v1", Span(2, 5), 2.5, "Platform nine")
    assert best.match == "exact"
    assert set(best.because) == {"screen", "exact phrase"}


def test_a_brief_line_is_shown_in_its_middle(written) -> None:
    (moment,) = search(written, "closed", inside=["screen"]).moments
    assert moment.best == pytest.approx(1.2)


def test_words_that_stand_nowhere_find_nothing(written) -> None:
    assert search(written, "harbour", inside=["screen"]).moments == []


def test_nothing_is_as_sure_as_if_it_had_been_said(written) -> None:
    assert search(written, "platform nine", inside=["screen"]).moments[0].score < 1
