"""The review asks about doubtful segments, the least certain first; an answer wins at once and can be taken back."""

import pytest

from vsearch.library.parts.segments import FoundSegments
from vsearch.nouns import Segment, Span
from vsearch.training.serving.doubtful import SegmentReview, doubtful

SEGMENTS = (
    Segment("ident", Span(0, 2), 0.98, {"sound": 1.0}),
    Segment("intro", Span(2, 8), 0.48, {"pictures": 1.0}, sure=False),
    Segment("credits", Span(12, 16), 0.8, {"writing": 0.9}),
)


@pytest.fixture
def review(library, add):
    """A video whose intro is doubtful, and its credits a little."""
    entry = add("v", [("red", 0, 8), ("green", 8, 16)])
    with library.store.draft("v", again=True) as draft:
        draft.keep_all()
        draft.put_segments(FoundSegments(SEGMENTS))
        draft.commit(entry)
    return lambda: SegmentReview(library, doubtful(library))


def test_the_least_certain_comes_first_and_the_certain_is_not_asked(library, review):
    assert [question.tag for question in doubtful(library)] == ["intro 0:02-0:08", "credits 0:12-0:16"]
    assert len(doubtful(library, 1)) == 1


def test_what_is_accepted_counts_and_what_is_rejected_is_gone_until_it_is_taken_back(library, review):
    session = review()
    session.answer("accept")
    session.answer("reject")
    assert [(one.kind, one.sure) for one in library.segments_of("v")] == [("ident", True), ("intro", True)]
    assert doubtful(library) == []
    session.undo()
    assert [one.kind for one in library.segments_of("v")] == ["ident", "intro", "credits"]
    session.answer("skip")
    assert session.tally() == {"accept": 1, "reject": 0, "skip": 1}
