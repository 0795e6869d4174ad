"""The library on disk: whole or absent, found by id, prefix or path, and damage named."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsearch.encoders import EncoderSpec
from vsearch.errors import (
    EncoderMismatch,
    LibraryDamaged,
    LibraryMissing,
    LibraryTooNew,
    OutputRefused,
    VideoAmbiguous,
    VideoUnknown,
)
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.library.parts.vectors import engine
from vsearch.nouns import Span, Utterance, Video

Put = Callable[..., Entry]


def test_a_stored_video_reads_back_as_it_was(store: Store, put: Put) -> None:
    entry = put(store, "abcd")
    shelf = store.shelf("abcd")
    assert shelf.entry() == entry
    table = shelf.frames()
    assert (table.keeps, table.embeds, len(table)) == (2, 3, 4)
    assert table.time.tolist() == [0.0, 3.0, 2.0, 1.0]
    assert shelf.index().vectors().argmax(1).tolist() == [0, 2, 1]
    assert shelf.words() == ((), None)
    assert shelf.sound() is None


def test_words_and_sound_read_back_as_they_were(store: Store) -> None:
    said = (Utterance(Span(0, 1), "Привет", "film.srt", "ru"),)
    track = SoundTrack(
        "sound", "builtin", np.array([0.0]), np.ones((1, 3), np.float32), events=(SoundEvent("peak", Span(1, 2), 0.5),)
    )
    with store.draft("abcd") as draft:
        draft.put_words(said, np.ones((1, 2), np.float32))
        draft.put_sound(track)
        draft.commit(Entry(Video("abcd", Path("/a"), "A", 1, 1, 1, "f")))
    utterances, rows = store.shelf("abcd").words()
    assert utterances == said
    assert rows is not None
    assert rows.tolist() == [[1, 1]]
    heard = store.shelf("abcd").sound()
    assert heard is not None
    assert (heard.state, heard.events, heard.vectors.tolist()) == ("sound", track.events, [[1, 1, 1]])


def test_only_the_first_rows_are_searched(store: Store, put: Put) -> None:
    put(store, "abcd")
    shelf = store.shelf("abcd")
    _, found = shelf.index().search(np.eye(4, dtype=np.float32)[1:2], 9, shelf.frames().keeps)
    assert sorted(found[0].tolist()) == [0, 1]


def test_new_verdicts_reorder_rows_and_say_where_each_came_from(store: Store, put: Put) -> None:
    put(store, "abcd")
    table = store.shelf("abcd").frames()
    judged, order = table.judged(np.array([False, True, True, True]), table.reason)
    assert judged.time.tolist() == [2.0, 3.0, 0.0, 1.0]
    assert judged.kept.tolist() == [True, True, False, False]
    assert order.tolist() == [2, 1, 0, 3]


@pytest.mark.parametrize("key", ["abcd", "ab", "/films/a.mp4", "a.mp4", "A", "at the lake", "AT THE LAKE "])
def test_a_video_goes_by_id_prefix_path_and_title(store: Store, put: Put, key: str) -> None:
    put(store, "abcd", "At the Lake")
    put(store, "bcde", "Lake", path=Path("/films/b.mp4"))
    assert store.find(key).id == "abcd"


def test_a_path_comes_before_a_title(store: Store, put: Put) -> None:
    put(store, "abcd", "b.mp4")
    put(store, "bcde", path=Path("/films/b.mp4"))
    assert store.find("b.mp4").id == "bcde"


def test_a_video_without_its_entry_is_said_in_a_sentence(store: Store, put: Put) -> None:
    put(store, "abcd")
    (store.local("videos") / "abcd" / "video.json").unlink()
    with pytest.raises(LibraryDamaged, match=r"video\.json is missing\. "):
        store.find("ab")


def test_what_matches_several_videos_lists_them(store: Store, put: Put) -> None:
    put(store, "abc1", "One")
    put(store, "abc2", "Two")
    with pytest.raises(VideoAmbiguous, match=r"abc1 \(One\), abc2 \(Two\)"):
        store.find("abc")
    with pytest.raises(VideoAmbiguous):
        store.find("a.mp4")
    with pytest.raises(VideoUnknown, match="nowhere"):
        store.find("nowhere")
    with pytest.raises(VideoUnknown, match="empty name"):
        store.find(" ")


def test_a_draft_that_is_not_committed_leaves_no_trace(store: Store) -> None:
    with store.draft("abcd") as draft:
        draft.put_preview(b"", "")
    assert store.ids() == []
    assert list(store.local("videos").iterdir()) == []


@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_death_at_any_moment_of_the_swap_leaves_one_whole_video(store: Store, put: Put, moment: str) -> None:
    put(store, "abcd", "Old")
    place = store.local("videos") / "abcd"
    old, part = place.with_name("abcd.old.part"), place.with_name("abcd.part")
    if moment != "before":
        os.rename(place, old)
    if moment == "after":
        put(store, "abcd", "New")
    else:
        part.mkdir()
    store.tidy()
    assert store.shelf("abcd").entry().video.title == ("New" if moment == "after" else "Old")
    assert [item.name for item in store.local("videos").iterdir()] == ["abcd"]


def test_removing_a_video_keeps_the_others(store: Store, put: Put) -> None:
    put(store, "abcd")
    put(store, "bcde")
    store.remove("abcd")
    assert store.ids() == ["bcde"]


def test_a_removal_that_was_killed_does_not_stop_the_next(store: Store, put: Put) -> None:
    put(store, "abcd")
    store.remove("abcd")
    (store.local("videos") / "abcd.gone.part").mkdir()
    (store.local("videos") / "abcd.gone.part" / "video.json").touch()
    put(store, "abcd")
    store.remove("abcd")
    assert list(store.local("videos").iterdir()) == []


def test_encoders_never_mix(store: Store) -> None:
    with pytest.raises(EncoderMismatch, match=r"was indexed with fake, not other\. Pass encoder='fake'"):
        Store.create(store.local(), "other", 4)


def test_other_weights_of_the_same_name_are_refused(tmp_path: Path, store: Store) -> None:
    made = Store.create(tmp_path / "versioned", "fake", 4, "one")
    made.remember({"reader": "pyav"})
    again = Store.open(made.local())
    again.check_encoder(EncoderSpec("fake", 4, 8, version="one"))
    with pytest.raises(EncoderMismatch, match="of version one, and this is version two"):
        again.check_encoder(EncoderSpec("fake", 4, 8, version="two"))
    with pytest.raises(EncoderMismatch, match="fake makes vectors of 5 numbers"):
        again.check_encoder(EncoderSpec("fake", 5, 8, version="one"))
    store.check_encoder(EncoderSpec("fake", 4, 8, version="two"))  # one that was made before there were versions


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("{", LibraryDamaged, id="damaged"),
        pytest.param(json.dumps({"layout": 99, "encoder": "x", "width": 1}), LibraryTooNew, id="newer"),
        pytest.param("{}", LibraryDamaged, id="empty"),
    ],
)
def test_a_library_that_cannot_serve_says_so(tmp_path: Path, text: str, error: type[Exception]) -> None:
    (tmp_path / "library.json").write_text(text)
    with pytest.raises(error):
        Store.open(tmp_path)


def test_no_library_is_one_sentence_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match=r"There is no library at .*none\. Make one"):
        Store.open(tmp_path / "none")


def test_vectors_are_read_as_faiss_wrote_them(store: Store, put: Put) -> None:
    put(store, "abcd")
    theirs = engine().read_index(str(store.local("videos") / "abcd" / "vectors.faiss"))
    index = store.shelf("abcd").index()
    assert np.array_equal(index.vectors(), theirs.reconstruct_n(0, theirs.ntotal))
    assert index.search(index.vectors()[1:2], 1)[1].tolist() == [[1]]


def test_an_index_whose_rows_lie_elsewhere_is_not_written(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read without FAISS is only what was seen to lie so when FAISS wrote it."""
    with monkeypatch.context() as patch:
        patch.setattr(engine(), "write_index", lambda _, path: Path(path).write_bytes(b"rows and more"))
        with pytest.raises(OutputRefused, match="at the end of the file"):
            put(store, "abcd")
    assert not store.has("abcd")


@pytest.mark.parametrize("name", ["frames.parquet", "vectors.faiss", "video.json"])
@pytest.mark.parametrize("damage", ["cut", "noise", "gone"])
def test_damaged_files_are_named(store: Store, put: Put, name: str, damage: str) -> None:
    put(store, "abcd")
    file = store.local("videos") / "abcd" / name
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:20])
    elif damage == "noise":
        file.write_bytes(b"\xff" * file.stat().st_size)
    else:
        file.unlink()
    shelf, entry = store.shelf("abcd"), put(store, "bcde")
    read = {"frames.parquet": shelf.frames, "vectors.faiss": shelf.index, "video.json": shelf.entry}[name]
    with pytest.raises((LibraryDamaged, FileNotFoundError), match=name):
        read()
    assert bool(shelf.flaws(entry)) == (name != "video.json")


def test_a_full_disk_leaves_nothing_half_written(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vsearch.library.storage.files.flush", full)
    with pytest.raises(OutputRefused, match="No space left on device"):
        put(store, "abcd")
    assert store.ids() == []
    assert list(store.local("videos").iterdir()) == []


def test_a_title_with_half_a_letter_is_saved_and_read_again(store: Store, put: Callable[..., Entry]) -> None:
    put(store, "abcd", "half \ud800 a letter")
    assert store.shelf("abcd").entry().video.title == "half \ufffd a letter"
