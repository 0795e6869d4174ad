"""Lines on the screen are told apart by where they stand, how long, and what stands there next."""

from collections.abc import Sequence

import numpy as np
import pytest

from vsearch.indexer.screen.kinds import kinds
from vsearch.indexer.screen.merging import Standing, merged, same_text
from vsearch.indexer.screen.subtitles import burnt_in
from vsearch.indexer.screen.watch import Sighting
from vsearch.indexer.words import Words
from vsearch.nouns import Box, ScreenText, Span, Utterance
from vsearch.screen import TextLine

LOWER = Box(0.3, 0.86, 0.7, 0.92)
CORNER = Box(0.88, 0.04, 0.96, 0.08)
MIDDLE = Box(0.25, 0.42, 0.75, 0.55)
FOOT = Box(0.0, 0.93, 1.0, 0.98)


def standing(text: str, start: float, end: float, box: Box = LOWER, moving: bool = False) -> Standing:
    return Standing(Span(start, end), TextLine(text, box, 0.95), moving)


def told(*lines: Standing, duration: float = 60.0) -> dict[str, str]:
    return {line.text: line.kind for line in kinds(lines, duration)}


TALK = [standing(text, n * 3, n * 3 + 2.5) for n, text in enumerate(("Who is there?", "Only me.", "Come in then."))]
ROLL = [
    standing(f"Person {n}", 40 + n, 41 + n, Box(0.3, 0.5, 0.7, 0.55), moving=True) for n in "123456" for n in [int(n)]
]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        pytest.param(TALK, "subtitle", id="words that change in one place"),
        pytest.param([standing("12:03", 0, 50, CORNER)], "clock", id="a clock"),
        pytest.param([standing("LIVE 21:04:11", 0, 50, CORNER)], "clock", id="a clock with a word"),
        pytest.param([standing("KANAL 5", 0, 55, CORNER)], "logo", id="a corner that stays"),
        pytest.param([standing("A Winter Journey", 2, 6, MIDDLE)], "title", id="a large line in the middle"),
        pytest.param(
            [standing(f"Stocks fall {n}", n, n + 1, FOOT, moving=True) for n in (1, 5, 9)], "ticker", id="a moving band"
        ),
        pytest.param(ROLL, "credits", id="lines that roll by"),
        pytest.param([standing("Bakery", 10, 12, Box(0.1, 0.5, 0.2, 0.53))], "text", id="a sign on a wall"),
    ],
)
def test_kinds(lines: Sequence[Standing], kind: str) -> None:
    assert set(told(*lines).values()) == {kind}


def test_two_lines_in_one_place_are_no_subtitles() -> None:
    assert "subtitle" not in told(*TALK[:2]).values()


def test_a_subtitle_beside_a_logo_stays_one() -> None:
    found = told(*TALK, standing("KANAL 5", 0, 55, CORNER))
    assert found == {
        "Who is there?": "subtitle",
        "Only me.": "subtitle",
        "Come in then.": "subtitle",
        "KANAL 5": "logo",
    }


def sighting(text: str, start: float, end: float, box: Box = LOWER, confidence: float = 0.9) -> Sighting:
    return Sighting(box, np.zeros((1, 1), np.float32), start, end, TextLine(text, box, confidence) if text else None)


@pytest.mark.parametrize(
    ("seen", "texts"),
    [
        pytest.param([("Hello there", 0, 2, 0.7), ("Hella there", 2.5, 4, 0.6)], [("Hello there", 0, 4)], id="misread"),
        pytest.param([("Hella there", 0, 2, 0.6), ("Hello there", 2.5, 4, 0.9)], [("Hello there", 0, 4)], id="surer"),
        pytest.param([("Yes", 0, 2, 0.9), ("No", 2, 4, 0.9)], [("Yes", 0, 2), ("No", 2, 4)], id="others"),
        pytest.param([("Yes", 0, 2, 0.9), ("Yes", 9, 11, 0.9)], [("Yes", 0, 2), ("Yes", 9, 11)], id="much later"),
        pytest.param([("", 0, 2, 0.9)], [], id="a place without a line"),
    ],
)
def test_neighbouring_sightings_of_one_line_are_one(seen, texts) -> None:
    found = merged([sighting(text, start, end, confidence=sure) for text, start, end, sure in seen])
    assert [(one.line.text, one.span.start, one.span.end) for one in found] == texts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Who is there?", "who is  there", True, id="signs and capitals"),
        pytest.param("Who is there?", "Who ls there?", True, id="a letter"),
        pytest.param("Yes", "Yet", False, id="short ones to the letter"),
        pytest.param("Part 1", "Part one and two", False, id="longer"),
    ],
)
def test_readings_of_one_text(one, other, same) -> None:
    assert same_text(one, other) is same


def subtitle(text: str, start: float, end: float, top: float = 0.86) -> ScreenText:
    return ScreenText(Span(start, end), text, Box(0.3, top, 0.7, top + 0.05), 0.9, "subtitle")


def test_burnt_in_subtitles_are_utterances_of_the_screen() -> None:
    lines = [subtitle("and then", 1.0, 3.0, 0.9), subtitle("He came", 1.0, 3.0), subtitle("She went", 4.0, 6.0)]
    words = burnt_in([*lines, ScreenText(Span(0, 9), "KANAL 5", CORNER, 0.9, "logo")], Words(notes=("quiet",)))
    assert words.utterances == (
        Utterance(Span(1.0, 3.0), "He came and then", "screen", words.language),
        Utterance(Span(4.0, 6.0), "She went", "screen", words.language),
    )
    assert (words.source, words.notes) == ("screen", ("quiet",))


def test_without_any_the_words_stay_as_they_were() -> None:
    assert burnt_in([], Words(notes=("quiet",))) == Words(notes=("quiet",))
