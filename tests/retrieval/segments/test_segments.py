"""Segments: people win over finders, seasons stand together, and what is packaging is kept out of every answer."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import LibraryError, UsageWrong
from vsearch.library.decisions import Decision
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.saved import Reel, ReelPart
from vsearch.media.delivery import Wanted
from vsearch.nouns import Moment, Segment, Span
from vsearch.retrieval.duplicates import duplicates
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.decided import decided
from vsearch.retrieval.segments.masks import packaged, stand_ins, without_packaging
from vsearch.retrieval.tower.prior import zero_shot

INTRO = Segment("intro", Span(0, 20), 0.9, {"sound": 1.0})
ADS = tuple(Segment("repeated", Span(low, low + 10), 0.8, {"sound": 1.0}) for low in (100, 200))
CREDITS = Segment("credits", Span(280, 300), 0.9, {"writing": 1.0})


def named(kind: str, start: float, end: float) -> Decision:
    return Decision("segment", "v", start=start, end=end, note=kind)


def denied(kind: str) -> Decision:
    return Decision("no-segment", "v", note=kind)


@pytest.mark.parametrize(
    ("decisions", "right"),
    [
        pytest.param([named("intro", 5, 25)], [("intro", 5, 25), 100, 200, 280], id="another place"),
        pytest.param([named("repeated", 105, 120)], [0, ("repeated", 105, 120), 200, 280], id="one of several"),
        pytest.param([named("recap", 20, 40)], [0, ("recap", 20, 40), 100, 200, 280], id="one more"),
        pytest.param([named("recap", 15, 40)], [("intro", 0, 15), ("recap", 15, 40), 100, 200, 280], id="over another"),
        pytest.param([denied("repeated")], [0, 280], id="none of a kind"),
        pytest.param([denied("intro"), named("intro", 1, 9)], [("intro", 1, 9), 100, 200, 280], id="the last word"),
        pytest.param([named("finale", 1, 2)], [0, 100, 200, 280], id="a kind of a newer version"),
    ],
)
def test_what_people_decide_wins(decisions: list[Decision], right: list) -> None:
    found = [(one.kind, one.span.start, one.span.end) for one in decided((INTRO, *ADS, CREDITS), decisions)]
    assert [row if isinstance(mark, tuple) else row[1] for row, mark in zip(found, right, strict=True)] == right


@pytest.fixture
def put(library: Library, add: Callable) -> Callable[..., str]:
    """Adds an episode of flat colours with segments."""

    def one(id: str, shots: list, *segments: Segment, **more: object) -> str:
        entry = add(id, shots, **more)
        with library.store.draft(id, again=True) as draft:
            draft.keep_all()
            draft.put_segments(FoundSegments(segments, (), str(more.get("series", ""))))
            draft.commit(entry)
        return id

    return one


OPENING = Segment("intro", Span(0, 6), 0.9)
SHOTS = [("red", 0, 6), ("green", 6, 12), ("blue", 12, 20)]


def test_a_season_stands_in_order_with_what_was_found(library: Library, put: Callable) -> None:
    put("b", SHOTS, OPENING, series="Show", path=Path("/tv/Show S01E02.mkv"))
    put("a", SHOTS, OPENING, series="Show", path=Path("/tv/Show S01E01.mkv"))
    put("film", SHOTS)
    for which in ("", "show"):
        told = [(one.video, one.number, one.segments) for one in library.segments(which)]
        assert told == [("a", 1, (OPENING,)), ("b", 2, (OPENING,))]
    assert [one.video for one in library.segments("film")] == ["film"]
    assert [row.id for row in library.list(series="SHOW")] == ["a", "b"]


def test_nobody_looked_is_said_and_an_unknown_name_refused(library: Library, add: Callable) -> None:
    add("v", SHOTS)
    (one,) = library.segments("v")
    assert (one.segments, one.looked) == ((), False)
    with pytest.raises(UsageWrong, match="nothing"):
        library.segments("nothing")


def test_a_label_counts_at_once_and_can_be_undone(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING)
    assert library.label_segment("v", "intro", "0:01-0:05.5")[0].span == Span(1, 5.5)
    library.store.undo(library.store.history()[-1].key)
    assert library.segments_of("v") == (OPENING,)
    assert library.deny_segment("v", "intro") == ()


@pytest.mark.parametrize(
    ("kind", "times", "why"),
    [
        ("intro", "9-3", "ends before it begins"),
        ("intro", "0:10-0:40", "outside"),
        ("intro", "soon", "no stretch of time"),
        ("intro", "", "not said when"),
        ("finale", "1-2", "no segment called"),
    ],
)
def test_a_label_that_cannot_be_is_refused_and_nothing_is_decided(
    library: Library, put: Callable, kind: str, times: str, why: str
) -> None:
    put("v", SHOTS)
    with pytest.raises(UsageWrong, match=why):
        library.label_segment("v", kind, times)
    assert not library.store.history()


def test_damaged_segments_cost_themselves_alone(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING)
    (library.store.local("videos") / "v" / "segments.json").write_text("[")
    assert library.segments_of("v") == ()
    assert library.thumbnails("v")
    with pytest.raises(LibraryError):
        library.store.shelf("v").segments()


def test_no_thumbnail_and_no_highlight_is_packaging(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING, title="red")
    assert all(one.time >= 6 for one in library.thumbnails("v", prompt="red"))
    assert all(one.span.start >= 6 for one in library.highlights("v", length=4))
    assert any(one.span.start < 6 for one in library.highlights("v", prompt="red", length=4, with_segments=True))


def test_thumbnails_of_packaging_are_offered_where_they_are_asked_for(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING, title="red")
    assert library.thumbnails("v", top=1, prompt="red", with_segments=True)[0].time < 6


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        pytest.param((0, 20), [(6, 20)], id="an intro at its beginning"),
        pytest.param((3, 9), [(6, 9)], id="a part of an intro"),
        pytest.param((8, 12), [(8, 12)], id="none"),
        pytest.param((5.9, 6.5), [(6, 6.5)], id="a short one"),
    ],
)
def test_packaging_is_cut_out_of_moments(
    library: Library, put: Callable, moment: tuple[float, float], left: list[tuple[float, float]]
) -> None:
    put("v", SHOTS, OPENING)
    found = library.unpackaged([Moment("v", Span(*moment), 0.5, best=moment[0])])
    assert [(one.span.start, one.span.end) for one in found] == left
    assert all(one.span.start <= one.best <= one.span.end for one in found)


def test_an_advertisement_in_the_midst_parts_a_moment_and_nothing_is_refused(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING, Segment("repeated", Span(12, 15), 0.9))
    found = library.unpackaged([Moment("v", Span(5, 20), 0.5)])
    assert [(one.span.start, one.span.end) for one in found] == [(6, 12), (15, 20)]
    with pytest.raises(UsageWrong, match="Nothing is left"):
        library.unpackaged([Moment("v", Span(1, 5), 0.5)])
    assert library.unpackaged([]) == []


def test_lists_of_cuts_are_written_without_packaging(library: Library, put: Callable, tmp_path: Path) -> None:
    put("v", SHOTS, OPENING)
    library.save_reel(Reel("whole", (ReelPart("v", Span(0, 20)),)))
    library.write_reel("whole", tmp_path / "kept.csv", without_segments=True)
    moments = [Moment("v", Span(0, 20), 0.5)]
    library.deliver(moments, Wanted(export=(tmp_path / "cuts.csv",), without_segments=True))
    for name in ("kept.csv", "cuts.csv"):
        (row,) = csv.DictReader(StringIO((tmp_path / name).read_text("utf-8-sig")))
        assert float(row["start"]) == 6, name


def test_packaging_answers_no_search_unless_it_is_asked_to(library: Library, put: Callable) -> None:
    put("v", SHOTS, OPENING)
    put("w", [("red", 0, 4), ("green", 4, 9)])
    left = [one for one in library.search("red", inside=["frames"]).moments if one.best < 4]
    assert {one.video for one in left} == {"w"}
    found = library.search("red", inside=["frames"], with_segments=True).moments
    assert {one.video for one in found if one.best < 4} == {"v", "w"}


def test_a_suggestion_masks_nothing(library: Library, put: Callable) -> None:
    put("v", SHOTS, Segment("intro", Span(0, 6), 0.4, sure=False))
    assert library.packaging("v") == ()
    assert any(one.time < 6 for one in library.thumbnails("v", prompt="red"))


def test_a_video_that_is_nothing_but_packaging_keeps_its_frames(library: Library, put: Callable) -> None:
    put("v", SHOTS, Segment("credits", Span(0, 20), 0.9))
    assert not packaged(library, "v", np.array([1.0, 9.0])).any()
    assert library.thumbnails("v")
    assert library.highlights("v", length=4)


def test_what_stands_for_a_video_is_not_its_intro(library: Library, put: Callable, vector: Callable) -> None:
    put("v", SHOTS, OPENING, title="IMG_0001")
    read = without_packaging(library, "v")
    assert read.time.min() >= 6
    alike = zero_shot(library, library.entry("v")) @ np.stack([vector(name) for name in ("red", "green")]).T
    assert alike[0, 0] < alike[0, 1]
    times = library.embedded("v").time
    rows = stand_ins(library, "v", times)
    assert (times[rows] >= 6).all()
    assert (rows[times >= 6] == np.flatnonzero(times >= 6)).all()


def test_two_episodes_are_no_near_copies_for_their_intro(library: Library, put: Callable, frame: Callable) -> None:
    rng = np.random.default_rng(3)
    intro = rng.integers(0, 2**63, 12).tolist()
    for id in "ab":
        hashes = [*intro, *rng.integers(0, 2**63, 12).tolist()]
        paint = [np.random.default_rng(known % 2**32).normal(size=16).astype(np.float32) for known in hashes]
        rows = [frame(2.0 * n, n // 4, span=(2.0 * n, 2.0 * n + 2)) for n in range(24)]
        found = [Segment("intro", Span(0, 24), 0.9)] if id == "a" else []
        put(id, [], *found, rows=rows, paint=[row / np.linalg.norm(row) for row in paint], hashes=hashes)
    assert duplicates(library) == []
    library.deny_segment("a", "intro")
    assert [(pair.one, pair.other) for pair in duplicates(library)] == [("a", "b")]
