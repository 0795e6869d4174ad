"""A search engine beside the library: it answers as the library does, and nothing is lost without it."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from vsearch.errors import EngineUnavailable, UsageWrong
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.nouns import Segment, Span
from vsearch.retrieval.engines import far, serving, sync
from vsearch.retrieval.engines.rows import dated, stamps
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import build

COLOURS = ("red", "green", "blue", "yellow", "violet", "orange")


@pytest.fixture
def many(library, add, known, memory, monkeypatch):
    """Twelve videos of three shots, and an engine that was told of them, and is asked for however few."""
    monkeypatch.setattr(far, "FEW", 0)
    for n in range(12):
        shots = [(COLOURS[(n + k) % 6], k * 3, k * 3 + 3) for k in range(3)]
        add(f"v{n:02d}", shots, series=f"S{n % 2}", date=f"202{n % 4}-05-01", language=("en", "de", "")[n % 3])
    library.choose_engine("memory:")
    library.sync_engine()
    return library


@pytest.fixture
def known(colours):
    """The table of encoders knows colours."""


def found(library, words="green", **asked):
    answer = library.search(words, inside=["frames"], top=8, **asked)
    return [(one.video, one.span, one.score, one.match) for one in answer.moments]


def alone(library, words="green", **asked):
    with Library.open(library.store.location, engine="none") as opened:
        return found(opened, words, **asked)


FILTERS = [
    pytest.param({}, id="all"),
    pytest.param({"videos": ["v01", "v02", "v07"]}, id="named"),
    pytest.param({"series": ["s1"]}, id="a series"),
    pytest.param({"since": "2021", "until": "2022"}, id="dates"),
    pytest.param({"languages": ["en", ""]}, id="languages"),
    pytest.param({"longest": 8.0}, id="nothing is so short"),
    pytest.param({"with_segments": True}, id="with packaging"),
    pytest.param({"folders": [Path("/nowhere")]}, id="an empty folder"),
]


@pytest.mark.parametrize("merged", [False, True], ids=["without the merged index", "with it"])
@pytest.mark.parametrize("asked", FILTERS)
def test_an_engine_answers_as_the_library_does(many, memory, asked, merged):
    if merged:
        build.refresh(many)
    before = len(memory().asked)
    assert found(many, **asked) == alone(many, **asked)
    assert len(memory().asked) > before or not found(many, **asked)


def test_few_videos_are_looked_at_here_without_asking_the_engine(many, memory, monkeypatch):
    monkeypatch.setattr(far, "FEW", 3)
    assert found(many, videos=["v01", "v02", "v07"]) == alone(many, videos=["v01", "v02", "v07"])
    assert not memory().asked
    found(many, videos=["v01", "v02", "v07", "v08"])
    assert memory().asked


def test_a_filter_is_pushed_down_in_its_own_words_and_by_names(many, memory):
    found(many, series=["S1"], shortest=2.0)
    (asked,) = memory().asked
    assert asked.filters is not None
    assert (asked.filters.series, asked.filters.shortest) == (frozenset({"s1"}), 2.0)
    assert asked.videos == tuple(f"v{n:02d}" for n in range(1, 12, 2))


def test_what_the_engine_lacks_is_searched_here_and_said(many, add):
    add("new", [("black", 0, 3)])
    answer = many.search("black", inside=["frames"])
    assert answer.moments[0].video == "new"
    assert "One of the videos is not in memory: as it is now" in answer.note
    assert many.sync_engine().told == 1
    assert many.search("black", inside=["frames"]).moments[0].video == "new"
    assert "memory:" not in many.search("black").note


def test_what_changed_is_searched_as_it_is_now_before_and_after_it_is_told(many, add, memory):
    add("v03", [("white", 0, 3)])
    assert found(many, "white")[0][0] == "v03"
    assert all(one[0] != "v03" for one in found(many, "green"))
    many.store.remove("v04")
    assert all(one[0] != "v04" for one in found(many, "orange"))
    assert memory().asked[-1].without == ("v03", "v04")
    synced = many.sync_engine()
    assert (synced.told, synced.forgotten, synced.unchanged) == (1, 1, 10)
    assert set(memory().videos) == set(many.store.ids())
    assert found(many, "white")[0][0] == "v03"
    assert many.sync_engine().told == 0


def test_a_run_that_was_ended_goes_on_where_it_was(many, memory):
    many.drop_engine()
    many.choose_engine("memory:")

    def end(done: int, total: int, what: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        many.sync_engine(end)
    assert len(many.engine_state().fresh) == 5
    assert found(many) == alone(many)
    assert many.sync_engine().told == 7


def test_what_is_not_indexed_yet_is_waited_for_and_told_how_far_it_is(many, memory, monkeypatch):
    monkeypatch.setattr(sync, "LOOK", 0.0)
    memory().waiting = [120, 120, 120, 30, 10]
    told = []
    assert many.sync_engine(lambda *said: told.append(said)).waiting == 0
    frames = sum(one.frames for one in memory().held().videos.values())
    assert told == [(frames - waiting, frames, "frames") for waiting in (120, 120, 30, 10)]
    assert memory().held().waiting == 0


def test_an_index_that_stands_still_is_not_waited_for_for_ever(many, memory, monkeypatch):
    monkeypatch.setattr(sync, "LOOK", 0.0)
    monkeypatch.setattr(sync, "STILL", 0.05)
    memory().waiting = [50] * 1_000_000
    assert many.sync_engine().waiting == 50


def test_an_engine_that_would_miss_answers_is_not_asked_until_all_is_indexed(many, memory, monkeypatch):
    monkeypatch.setattr(serving, "LOOK", 0.0)
    memory().waiting = [50] * 20
    before = len(memory().asked)
    answer = many.search("green", inside=["frames"], top=8)
    assert [(one.video, one.span, one.score, one.match) for one in answer.moments] == alone(many)
    assert "has not indexed 50 frames yet: it is not asked until then" in answer.note
    assert len(memory().asked) == before
    memory().waiting = [1] * 3
    assert found(many) == alone(many)
    assert len(memory().asked) > before


def test_videos_of_an_answer_are_read_side_by_side_where_each_is_waited_for(many, memory, monkeypatch):
    expected, reading, most = alone(many), [], [0]
    read, together, change = Library.embedded, 1, threading.Condition()

    def slow(library, video):
        with change:
            reading.append(video)
            most[0] = max(most[0], len(reading))
            change.notify_all()
            change.wait_for(lambda: most[0] >= together, 60)
            reading.remove(video)
        return read(library, video)

    monkeypatch.setattr(Library, "embedded", slow)
    many.cache.clear()
    assert found(many) == expected
    assert most[0] == 1
    together = 5
    monkeypatch.setattr(Store, "far", True)
    with Library.open(many.store.location) as opened:
        assert found(opened) == expected
    assert most[0] > 4


def test_an_engine_that_is_emptied_by_another_loses_nothing(many, memory, monkeypatch):
    monkeypatch.setattr(serving, "LOOK", 0.0)
    expected = found(many)
    memory().drop()
    assert found(many) == expected


@pytest.mark.parametrize("when", ["before", "between"])
def test_an_engine_that_fails_is_said_once_and_done_without(many, memory, when):
    expected = alone(many)
    if when == "between":
        found(many)
    memory().failing = "It is away."
    many.cache.clear()
    answer = many.search("green", inside=["frames"], top=8)
    assert [(one.video, one.span, one.score, one.match) for one in answer.moments] == expected
    assert answer.note.startswith("It is away. Start it, or name another engine. Frames are searched without it.")
    assert "away" not in many.search("green", inside=["frames"]).note
    with pytest.raises(EngineUnavailable, match=r"It is away"):
        many.sync_engine()


def test_an_engine_is_asked_again_after_a_while(many, memory, monkeypatch):
    memory().failing = "It is away."
    monkeypatch.setattr(serving, "LOOK", 0.0)
    found(many)
    memory().failing = ""
    count = len(memory().asked)
    found(many)
    assert len(memory().asked) == count
    monkeypatch.setattr(serving, "AGAIN", 0.0)
    found(many)
    assert len(memory().asked) > count


def test_an_engine_that_is_far_behind_is_not_asked(many, memory, monkeypatch):
    monkeypatch.setattr(far, "BEHIND", 0)
    many.store.remove("v04")
    answer = many.search("green", inside=["frames"])
    assert not memory().asked
    assert "holds too little of this library as it is now" in answer.note


def test_packaging_is_masked_there_and_what_people_decided_counts(many, memory, add):
    entry = add("show", [("black", 0, 3), ("white", 3, 9)])
    with many.store.draft("show") as draft:
        shelf = many.store.shelf("show")
        table = shelf.frames()
        draft.put_frames(table, shelf.index(table))
        intro = Segment("intro", Span(0, 3), 0.9, {"sound": 0.9}, sure=True)
        draft.put_segments(FoundSegments((intro,), (), ""))
        draft.commit(replace(entry, parts={}))
    many.sync_engine()
    assert memory().videos["show"].packaging.tolist() == [True] * 6 + [False] * 12
    shown = [one for one in found(many, "black") if one[0] == "show" and one[1].start < 3]
    assert not shown
    assert memory().asked[-1].masked
    assert [one for one in found(many, "black", with_segments=True) if one[0] == "show" and one[1].start < 3]
    many.deny_segment("show", "intro")
    assert [one for one in found(many, "black") if one[0] == "show" and one[1].start < 3]
    assert found(many, "black") == alone(many, "black")


def test_few_videos_that_fill_the_pool_leave_room_for_others(many, memory, monkeypatch):
    from vsearch.retrieval.search.channels import frames

    expected = alone(many)
    monkeypatch.setattr(frames, "POOL", 6)
    monkeypatch.setattr(far, "PLAIN", 10)
    assert found(many) == expected
    assert memory().asked[-1].grouped


def test_a_library_that_is_copied_elsewhere_is_known_there(many, tmp_path):
    shutil.copytree(many.store.location, tmp_path / "elsewhere")
    shutil.rmtree(tmp_path / "elsewhere" / "search")
    with Library.open(tmp_path / "elsewhere") as copy:
        assert stamps(copy) == stamps(many)
        assert not copy.engine_state().stale


def test_the_choice_is_remembered_seen_by_others_and_outlives_a_run(many):
    other = Library.open(many.store.location)
    assert other.search_engine
    assert other.search_engine.address == "memory:"
    other.store.remember({"sampling": {"every": 1.0, "stride": 0}})
    assert Store.open(Path(many.store.location)).engine["address"] == "memory:"
    many.choose_engine("")
    assert other.search_engine is None
    assert Store.open(Path(many.store.location)).settings == {"sampling": {"every": 1.0, "stride": 0}}


@pytest.mark.parametrize(
    ("address", "options", "said"),
    [
        pytest.param("nothing://x", {}, "no search engine called 'nothing'", id="unknown"),
        pytest.param("memory://ann:secret@host", {}, "holds no name and no password", id="a password"),
        pytest.param("memory:", {"index": "tree"}, "no kind of index called 'tree'", id="a kind"),
        pytest.param("memory:", {"memory": 0}, "cannot take 0 GiB", id="no memory"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused_in_a_sentence(library, memory, known, address, options, said):
    with pytest.raises(UsageWrong, match=said):
        library.choose_engine(address, **options)
    assert not library.store.engine


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        pytest.param("2026-03-02", (20_260_302, 20_260_302), id="a day"),
        pytest.param("2026-02", (20_260_201, 20_260_228), id="a month"),
        pytest.param("2026", (20_260_101, 20_261_231), id="a year"),
        pytest.param("2026-03-02T10:00:00", (20_260_302, 20_260_302), id="a moment"),
        pytest.param("soon", (99_991_231, 0), id="no date"),
    ],
)
def test_a_date_is_told_by_its_first_and_last_day(told, numbers):
    assert dated(told) == numbers
