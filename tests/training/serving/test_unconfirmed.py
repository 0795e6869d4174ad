"""Videos without a confirmed thumbnail are offered frames; what is taken is pinned, and can be taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from vsearch.errors import UsageWrong
from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.pins import pinned
from vsearch.training.serving.unconfirmed import ThumbnailReview, progress, unconfirmed


@pytest.fixture
def library(colours: None, store: object, add: Callable[..., object]) -> Library:
    """Three videos, the first of which has a pin."""
    for name in ("one", "two", "three"):
        add(name, [("red", 0.0, 2.0), ("green", 2.0, 4.0), ("blue", 4.0, 6.0)], title=name)
    made = Library(store)  # type: ignore[arg-type]
    made.pin("one", "1.0")
    return made


def test_only_videos_without_a_pin_are_offered(library: Library) -> None:
    assert sorted(unconfirmed(library)) == ["three", "two"]
    library.unpin("one")
    assert sorted(unconfirmed(library)) == ["one", "three", "two"]


def test_what_is_accepted_is_pinned_and_undo_takes_it_back(library: Library) -> None:
    session = ThumbnailReview(library, ["two", "three"])
    first = session.question
    assert first is not None
    session.answer("accept")
    assert [one.time for one in pinned(library, library.entry("two"))] == [first.time]
    assert session.question is not None
    assert session.question.video == "three"
    assert session.undo() == first
    assert pinned(library, library.entry("two")) == []
    assert session.undo() is None


def test_what_is_rejected_makes_room_for_the_next_candidate(library: Library) -> None:
    session, seen = ThumbnailReview(library, ["two"]), []
    while (asked := session.question) is not None:
        seen.append(asked.time)
        session.answer("reject")
    assert len(seen) == len(set(seen)) == 3
    assert session.tally() == {"accept": 0, "reject": 3, "skip": 0}
    back = [session.undo() for _ in seen]
    assert [one.time for one in back if one] == seen[::-1]
    session.answer("skip")
    assert session.question is None
    with pytest.raises(UsageWrong, match="answers nothing"):
        session.answer("accept")


def test_progress_counts_what_was_decided_today_and_holds(library: Library) -> None:
    before = progress(library, 7)
    old = (datetime.now().astimezone() - timedelta(days=2)).isoformat()
    [key] = library.decide(Decision("label", "two", tag="cat"))
    library.decide(Decision("label", "two", tag="dog", at=old), Decision("click", "two", time=1.0))
    assert (progress(library, 7).today, progress(library, 7).left) == (before.today + 1, 7)
    assert progress(library, 7, by="nobody else").today == 0
    library.undo(key)
    assert progress(library, 7).today == before.today
