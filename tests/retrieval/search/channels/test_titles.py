"""A video that is found by what is written about it is shown by its best shot."""

import pytest

from vsearch.encoders import ENCODERS
from vsearch.nouns import Span
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build
from vsearch.retrieval.search import moments as stretching
from vsearch.retrieval.search.search import search

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


@pytest.mark.parametrize(
    ("words", "span"),
    [pytest.param("green garden", Span(4, 8), id="green"), pytest.param("blue garden", Span(8, 12), id="blue")],
)
def test_a_title_is_shown_by_the_shot_nearest_to_the_words(library, add, words, span):
    add("v1", SHOTS, title="Garden")
    (moment,) = search(library, words, inside=["title"]).moments
    assert (moment.span, moment.because) == (span, {"title": 0.44})


def test_without_the_encoder_a_title_is_shown_by_the_best_still(library, add, frame, vector, monkeypatch):
    rows = [frame(1.0, 0, sharpness=0.1, span=(0, 4)), frame(6.0, 1, sharpness=0.9, span=(4, 8))]
    add("v1", [], rows=rows, paint=[vector("red"), vector("green")], title="Garden")
    monkeypatch.delitem(ENCODERS._own, "colours")
    (moment,) = search(library, "garden", inside=["title"]).moments
    assert (moment.span, moment.best, moment.match) == (Span(4, 8), 6.0, "exact")


def test_a_video_of_which_no_picture_is_kept_is_shown_as_a_whole(library, add, frame, vector):
    add("v1", [], rows=[frame(1.0, 0, reason="black", span=(0, 4))], paint=[vector("black")], title="Garden")
    assert [one.span.length for one in search(library, "garden").moments] == [4]


def test_a_title_that_no_frame_shows_is_shown_by_the_best_still(library, add, frame, vector):
    rows = [frame(1.0, 0, sharpness=0.9, span=(0, 4)), frame(6.0, 1, sharpness=0.1, span=(4, 8))]
    add("v1", [], rows=rows, paint=[vector("red"), vector("green")], title="An elephant")
    (moment,) = search(library, "elephant", inside=["title"]).moments
    assert (moment.span, moment.best) == (Span(0, 4), 1.0)


def test_the_more_words_a_title_holds_the_surer_it_is(library, add):
    for name, title in (("v1", "Plum"), ("v2", "Plum tree"), ("v3", "Plum tree garden")):
        add(name, SHOTS, title=title)
    moments = search(library, "garden with a plum tree", inside=["title"]).moments
    assert [one.video for one in moments] == ["v3", "v2", "v1"]
    assert [one.match for one in moments] == ["good", "weak", "weak"]


def test_the_merged_index_knows_each_videos_best_still(library, add, frame, vector, monkeypatch):
    rows = [frame(1.0, 0, sharpness=0.1, span=(0, 4)), frame(6.0, 1, sharpness=0.9, span=(4, 8))]
    add("v1", [], rows=rows, paint=[vector("red"), vector("green")], title="An elephant")
    build.refresh(library)
    monkeypatch.setattr(Library, "table", lambda *_: pytest.fail("a frame table was read"))
    (moment,) = search(Library.open(library.store.local()), "elephant", inside=["title"]).moments
    assert moment.best == 6.0


def test_the_frames_of_titled_videos_are_compared_once_and_together(library, add, monkeypatch):
    for name in ("v1", "v2"):
        add(name, SHOTS, title="Garden")
    seen, compared = [], stretching.floats
    monkeypatch.setattr(stretching, "floats", lambda rows: seen.append(len(rows)) or compared(rows))
    assert len(search(library, "green garden", inside=["title"]).moments) == 2
    assert seen == [library.table("v1").keeps + library.table("v2").keeps]


def test_long_titled_videos_are_compared_one_after_the_other(library, add, monkeypatch):
    for name in ("v1", "v2"):
        add(name, SHOTS, title="Garden")
    whole = search(library, "green garden", inside=["title"])
    seen, compared = [], stretching.floats
    monkeypatch.setattr(stretching, "floats", lambda rows: seen.append(len(rows)) or compared(rows))
    monkeypatch.setattr(stretching, "TOGETHER", 30)
    assert search(library, "green garden", inside=["title"]) == whole
    assert seen == [library.table("v1").keeps, library.table("v2").keeps]
