"""What a store promises, wherever its library lies: in a folder, or in a bucket."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import (
    DocumentChanged,
    DocumentUnknown,
    EncoderMismatch,
    LibraryBusy,
    LibraryMissing,
    LibraryTooNew,
    VideoUnknown,
)
from vsearch.library import Store, failures, pictures, towers
from vsearch.library.catalog.shards import ask
from vsearch.library.decisions import Decision
from vsearch.library.decisions.events import Event, counted
from vsearch.library.health import findings, mend
from vsearch.library.parts.entry import Entry
from vsearch.library.remote import listing
from vsearch.library.saved import Reel, ReelPart, SavedQuery, read_reel, read_search, save_reel, save_search
from vsearch.nouns import Span
from vsearch.objects import path as objects_path

Put = Callable[..., Entry]


@pytest.fixture(
    params=[
        "folder",
        "s3",
        pytest.param("google", marks=pytest.mark.slow),
        pytest.param("azure", marks=pytest.mark.cluster),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    if request.param == "folder":
        return tmp_path / "library"
    return Path(f"{request.getfixturevalue(request.param)}/library")


@pytest.fixture
def store(place: Path) -> Store:
    return Store.create(place, "fake", 4)


def again(store: Store) -> Store:
    """The same library, opened by somebody else."""
    return Store.open(Path(store.location))


def test_a_library_is_made_once_and_keeps_its_encoder(place: Path) -> None:
    with pytest.raises(LibraryMissing):
        Store.open(place)
    made = Store.create(place, "fake", 4)
    assert (again(made).encoder, again(made).width) == ("fake", 4)
    with pytest.raises(EncoderMismatch):
        Store.create(place, "another", 4)
    made.remember({"every": 2.0})
    assert again(made).settings == {"every": 2.0}


def test_a_stored_video_reads_back_as_it_was(store: Store, put: Put) -> None:
    entry = put(store, "abcd")
    shelf = again(store).shelf("abcd")
    assert shelf.entry() == entry
    assert shelf.frames().time.tolist() == [0.0, 3.0, 2.0, 1.0]
    assert shelf.index().vectors().argmax(1).tolist() == [0, 2, 1]
    assert (shelf.words(), shelf.sound(), shelf.preview()) == (((), None), None, (b"sheet", "WEBVTT\n"))
    sheet = shelf.file("preview.webp")
    assert sheet
    assert sheet.read_bytes() == b"sheet"
    assert shelf.flaws(entry) == frozenset()


def test_a_draft_that_is_not_committed_leaves_no_trace(store: Store, put: Put) -> None:
    put(store, "abcd")
    with store.draft("bcde") as draft:
        draft.put_preview(b"half", "")
    assert again(store).ids() == ["abcd"]
    assert again(store).shelf("abcd").preview() == (b"sheet", "WEBVTT\n")


def test_parts_are_kept_from_the_video_that_is_replaced(store: Store, put: Put) -> None:
    entry = put(store, "abcd")
    with store.draft("abcd", again=True) as draft:
        draft.keep_all()
        draft.put_preview(b"newer", "WEBVTT\n")
        draft.commit(entry)
    shelf = again(store).shelf("abcd")
    assert shelf.preview() == (b"newer", "WEBVTT\n")
    assert len(shelf.frames()) == 4


def test_what_was_removed_meanwhile_stays_removed(store: Store, put: Put) -> None:
    entry = put(store, "abcd")
    with store.draft("abcd", again=True) as draft:
        draft.keep_all()
        again(store).remove("abcd")
        with pytest.raises(VideoUnknown, match="stays removed"):
            draft.commit(entry)
    with pytest.raises(VideoUnknown):
        store.update(entry)
    with pytest.raises(VideoUnknown):
        store.remove("abcd")
    assert again(store).ids() == []


def test_one_works_on_a_video_at_a_time(store: Store, put: Put) -> None:
    other = again(store)
    with store.draft("abcd"), pytest.raises(LibraryBusy), other.draft("abcd"):
        pass
    with other.draft("abcd"):
        assert store.leases.taken("abcd")
    assert not store.leases.taken("abcd")


def test_who_lost_the_lease_of_long_work_does_not_take_it_anew_to_store_that(store: Store, put: Put) -> None:
    assert store.leases.take("abcd")
    with store.draft("abcd", leased=True) as draft:
        draft.put_preview(b"sheet", "WEBVTT")
    store.leases.drop("abcd")  # as far as is known, somebody took it over, and is done
    with (
        pytest.raises(LibraryBusy, match="stood still for so long that another one works on abcd"),
        store.draft("abcd", leased=True),
    ):
        pass


def test_of_many_who_want_a_lease_one_holds_it_at_a_time(store: Store) -> None:
    inside, most = [0], [0]
    others = [again(store) for _ in range(3)]

    def work(number: int) -> None:
        with others[number % 3].leases.held("abcd", patience=60):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            inside[0] -= 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert most == [1]


def test_an_update_keeps_what_proves_the_parts(store: Store, put: Put) -> None:
    entry = put(store, "abcd")
    store.update(replace(entry.with_video(title="Another"), parts={}))
    found = again(store).shelf("abcd")
    assert (found.entry().video.title, found.entry().parts) == ("Another", entry.parts)
    assert len(found.frames()) == 4


def test_a_change_changes_the_revision_and_nothing_else_does(store: Store, put: Put) -> None:
    other = again(store)
    seen = [(other.revision(), other.revision_of_videos())]
    put(store, "abcd")
    seen.append((other.revision(), other.revision_of_videos()))
    store.decide(Decision("label", "abcd", tag="cat"))
    seen.append((other.revision(), other.revision_of_videos()))
    assert len({whole for whole, _ in seen}) == 3
    assert seen[1][1] == seen[2][1] != seen[0][1]
    assert (other.revision(), other.revision_of_videos()) == seen[-1]
    assert other.revision("abcd")
    assert other.revision("bcde") == ""
    assert other.revisions() == {"abcd": other.revision("abcd")}


def test_a_video_is_found_by_what_it_goes_by(store: Store, put: Put) -> None:
    put(store, "abcd", "A film")
    put(store, "abef", "Another", Path("/films/b.mp4"))
    assert [store.find(key).id for key in ("abcd", "abe", "another", "/films/b.mp4", "b.mp4")] == [
        "abcd", "abef", "abef", "abef", "abef",
    ]  # fmt: skip
    assert store.has("abcd")
    assert not store.has("ab")


def test_decisions_are_seen_by_all_and_undone_by_key(store: Store, put: Put) -> None:
    put(store, "abcd")
    other = again(store)
    key = store.acting_as("Ann").decide(Decision("label", "abcd", tag="cat"))[0]
    other.acting_as("Ben").decide(Decision("label", "abcd", tag="dog"))
    assert [(one.tag, one.by) for one in again(store).decisions()] == [("cat", "Ann"), ("dog", "Ben")]
    other.undo(key)
    assert [one.tag for one in store.decisions()] == ["dog"]
    store.undo(other.history()[-1].key)
    assert [one.tag for one in other.decisions()] == ["cat", "dog"]


def test_decisions_of_many_at_once_are_all_kept(store: Store, put: Put) -> None:
    put(store, "abcd")
    others = [again(store) for _ in range(4)]

    def decide(number: int) -> None:
        others[number % 4].decide(Decision("label", "abcd", tag=f"tag {number}"))
        if number % 8 == 7:
            others[number % 4].clear()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(24)))
    assert {one.tag for one in again(store).decisions()} == {f"tag {number}" for number in range(24)}
    assert len(again(store).decisions()) == 24


def test_documents_are_not_written_over_unseen(store: Store, put: Put) -> None:
    put(store, "abcd")
    kept, lost = save_search(store, "Tassen 😀", SavedQuery("a cup")), []

    def write(number: int) -> None:
        try:
            save_search(again(store), "Tassen 😀", SavedQuery(f"cup {number}"), kept.revision)
        except DocumentChanged:
            lost.append(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(5)))
    assert len(lost) == 4
    assert store.searches.names() == ["Tassen 😀"]
    assert read_search(store, "Tassen 😀").query.words not in {f"cup {number}" for number in lost} | {"a cup"}
    store.searches.forget("Tassen 😀")
    with pytest.raises(DocumentUnknown):
        store.searches.forget("Tassen 😀")
    with pytest.raises(DocumentUnknown):
        read_search(store, "Tassen 😀")
    reel = save_reel(store, Reel("r", (ReelPart("abcd", Span(0, 1)),)))
    assert read_reel(again(store), "r") == reel


def test_a_failure_is_remembered_until_its_file_is_indexed(store: Store, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    failures.record(store, film, LibraryBusy("It is busy.", "wait").note)
    assert [one.path for one in failures.failures(again(store))] == [film]
    failures.settle(store, film)
    assert failures.failures(again(store)) == []


def test_a_tower_serves_everywhere_once_it_is_whole(store: Store) -> None:
    def train(name: str) -> None:
        with towers.draft(store, name) as folder:
            for file, told in {
                "config": {"layout": 1, "encoder": "fake", "widths": {"frames": 4, "words": 4, "sound": 4}, "texts": "",
                           "sound": "", "signals": [], "mean": [], "deviation": [], "tags": []},
                "metrics": {}, "data": {},
            }.items():  # fmt: skip
                (folder / f"{file}.json").write_text(json.dumps(told))
            (folder / "tower.onnx").write_bytes(name.encode())

    train("first")
    train("second")
    with pytest.raises(RuntimeError), towers.draft(store, "third"):
        raise RuntimeError
    towers.promote(store, "first")
    towers.promote(store, "second")
    towers.keep(store, "second", "weights.json", '{"weights": {"a": 1.0}}')
    other = again(store)
    assert towers.names(other) == ["first", "second"]
    assert towers.current(other) == "second"
    assert towers.weights(towers.read(other, "second")) == {"a": 1.0}
    assert towers.read(other, "first").graph.read_bytes() == b"first"
    towers.rollback(other)
    assert towers.current(store) == "first"


def test_the_search_engine_that_was_chosen_is_remembered_and_seen_by_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects_path, "_FRESH", 0.0)
    other = again(store)
    assert other.engine == {}
    store.choose_engine({"address": "milvus://h:1"})
    assert store.engine == other.engine == again(store).engine == {"address": "milvus://h:1"}
    other.remember({"every": 2.0})
    assert (again(store).engine, again(store).settings) == ({"address": "milvus://h:1"}, {"every": 2.0})
    other.choose_engine({})
    assert (store.engine, again(store).settings) == ({}, {"every": 2.0})


def test_a_picture_that_was_given_is_there_for_all(store: Store) -> None:
    name = pictures.keep(store, b"picture", ".jpg")
    assert pictures.path(again(store), name).read_bytes() == b"picture"


def test_the_catalogue_says_what_the_videos_are(store: Store, put: Put) -> None:
    put(store, "abcd", "A film")
    assert ask(store, "select id, title from videos") == [("abcd", "A film")]
    put(store, "bcde", "Another")
    assert ask(again(store), "select count(*) from frames where kept") == [(4,)]
    store.clear()
    assert ask(again(store), "select count(*) from videos") == [(2,)]


def test_a_newer_library_is_refused(store: Store, place: Path) -> None:
    store.remember({"newer": True})
    about = json.dumps({"layout": 99}).encode()
    if "://" in store.location:
        from vsearch.objects.bucket import bucket

        bucket(store.location).put("library.json", about)
    else:
        (place / "library.json").write_bytes(about)
    with pytest.raises(LibraryTooNew, match="newer version"):
        again(store)


def test_a_whole_library_has_no_findings_and_mending_it_changes_nothing(store: Store, put: Put, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    put(store, "abcd", path=film)
    store.decide(Decision("label", "abcd", tag="cat"))
    assert list(findings(store)) == []
    mend(Path(store.location))
    assert len(again(store).shelf("abcd").frames()) == 4
    assert np.isclose(again(store).shelf("abcd").index().vectors(), np.eye(3, 4)[[0, 2, 1]]).all()
    assert list(findings(again(store))) == []


def test_events_of_trials_count_once_whoever_logs_them_folded_or_not(store: Store) -> None:
    seen = [Event(f"{n}", "impression", 9e5 + n, 1.5, f"v{n}") for n in range(20)]
    other, before = again(store), store.revision()
    with ThreadPoolExecutor(4) as pool:
        taken = list(
            pool.map(lambda n: (store, other)[n % 4 // 2].trials.add("t", seen[n : n + 8])[0], range(0, 16, 2))
        )
    assert {one.id for some in taken for one in some} == {one.id for one in seen}
    assert sum(values[0] for values in counted(other.trials.read("t")).values()) == 20
    assert store.revision() != before
    known, whole = other.trials.identity("t"), counted(other.trials.read("t"))
    store.trials.fold("t")
    assert other.trials.identity("t") != known
    assert other.trials.read("t").events == ()
    assert counted(other.trials.read("t")) == whole
    assert other.trials.add("t", seen)[0] == []
