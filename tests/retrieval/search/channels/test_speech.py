"""What is said answers, and marks that are no speech do not."""

import pytest

from vsearch.nouns import Span, Utterance
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.channels import speech
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


def test_in_many_videos_the_words_decide_and_no_sentence_is_read(library, add, monkeypatch):
    for n in range(3):
        add(f"v{n}", [("red", 0, 4)], said=[Utterance(Span(1, 3), f"number {n}, two of them", "subtitles", "en")])
    expected = [one.video for one in search(library, "number two", inside=["speech"]).moments]
    monkeypatch.setattr(speech, "NEARBY", 2)
    monkeypatch.setattr(Library, "words", lambda *_: pytest.fail("sentences were read"))
    opened = Library.open(library.store.local())
    _ = opened.text_index
    assert [one.video for one in search(opened, "number two", inside=["speech"]).moments] == expected
