"""Finders that look at one episode by itself: what its chapters are called, and what is written near its end."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vsearch.indexer.segments.features import Chapter, EpisodeFeatures
from vsearch.indexer.segments.finders import FINDERS
from vsearch.indexer.segments.finders.chapters import ChapterFinder
from vsearch.indexer.segments.finders.writing import WritingFinder
from vsearch.indexer.segments.season import alone
from vsearch.nouns import Box, ScreenText, Span

Made = Callable[..., EpisodeFeatures]


@pytest.mark.parametrize("name", FINDERS.own)
def test_a_finder_answers_for_every_episode_and_finds_nothing_in_nothing(name: str, episode: Made) -> None:
    empty = episode("nothing", [("body", 1)])
    assert FINDERS.make(name).find([empty]) == {"nothing": []}
    assert FINDERS.make(name).find([]) == {}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Intro", "intro"), ("opening credits", "intro"), ("OP", "intro"), ("Vorspann", "intro"),
        ("End Credits", "credits"), ("Ending", "credits"), ("Abspann", "credits"), ("Outro", "credits"),
        ("Previously on The Show", "recap"), ("Recap", "recap"), ("Advertisement 2", "repeated"), ("Ident", "ident"),
        ("Chapter 1", ""), ("The Opening of the Tomb", ""), ("Introducing Ada", ""), ("Eddie", ""),
    ],
)  # fmt: skip
def test_a_chapter_is_what_it_is_called(episode: Made, title: str, kind: str) -> None:
    one = episode("e", [("body", 300)], chapters=[Chapter(Span(10, 40), title)])
    assert [(found.kind, found.span) for found in ChapterFinder().find([one])["e"]] == [(kind, Span(10, 40))] * bool(
        kind
    )


def test_a_chapter_that_lasts_most_of_the_film_is_no_intro(episode: Made) -> None:
    one = episode("e", [("body", 300)], chapters=[Chapter(Span(0, 290), "Intro")])
    assert ChapterFinder().find([one])["e"] == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param([(270, 298)], [(270, 298)], id="to the end"),
        pytest.param([(240, 270)], [(240, 270)], id="a scene follows"),
        pytest.param([(260, 275), (278, 299)], [(260, 299)], id="a pause"),
        pytest.param([(296, 299)], [], id="only «The End»"),
        pytest.param([(20, 50)], [], id="at the beginning"),
        pytest.param([(150, 153)], [], id="a card"),
    ],
)
def test_writing_near_the_end_is_credits(episode: Made, written: list, found: list) -> None:
    one = episode("e", [("body", 300)], written=written)
    assert [(e.span.start, e.span.end) for e in WritingFinder().find([one])["e"]] == found


def test_a_film_of_no_series_has_credits_and_never_an_intro(episode: Made) -> None:
    chapters = [Chapter(Span(0, 30), "Intro")]
    one = episode("e", [("body", 300)], series="", written=[(270, 300)], chapters=chapters)
    assert [found.kind for found in alone(one).segments] == ["credits"]


def rolling(kind: str, each: float = 0.5) -> list[ScreenText]:
    """Lines that roll by from 250 s on, seven at a time."""
    box = Box(0.3, 0.5, 0.7, 0.55)
    return [ScreenText(Span(250 + n * each, 250 + n * each + 3.5), f"Person {n}", box, 0.9, kind) for n in range(80)]


def test_credits_over_pictures_are_found_by_their_lines(episode: Made) -> None:
    one = replace(episode("e", [("body", 300)]), written=tuple(rolling("credits")))
    (found,) = WritingFinder().find([one])["e"]
    assert found.kind == "credits"
    assert abs(found.span.start - 250) < 3
    assert abs(found.span.end - 293) < 4


def test_subtitles_near_the_end_are_no_credits(episode: Made) -> None:
    one = replace(episode("e", [("body", 300)]), written=tuple(rolling("subtitle")))
    assert WritingFinder().find([one])["e"] == []
