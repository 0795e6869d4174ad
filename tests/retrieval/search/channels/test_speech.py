"""What is said answers, and marks that are no speech do not."""

import pytest

from vsearch.nouns import Span, Utterance
from vsearch.retrieval.search.search import search


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("the two of them", True, id="speech"),
        pytest.param("** Two **", False, id="stars"),
        pytest.param("[two dogs bark]", False, id="brackets"),
        pytest.param("(two)", False, id="round"),
        pytest.param("♪ ♪", False, id="notes"),
        pytest.param("[sighs] only two", True, id="speech after a mark"),
    ],
)
def test_marks_that_are_no_speech_are_no_answer(library, add, text, found):
    add("v1", [("red", 0, 4)], said=[Utterance(Span(1, 3), text, "subtitles", "en")])
    assert bool(search(library, "two", inside=["speech"]).moments) == found
