"""Fingerprints and segments are parts of a video: written, proven, read back, and of which version."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import LibraryDamaged, LibraryTooNew
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import FINGERPRINTS, MEL, SEGMENTS, Shelf
from vsearch.nouns import Segment, Span

FOUND = FoundSegments((Segment("intro", Span(1.5, 31.5), 0.97, {"sound": 1.0}),), ("It is short.",), "Show")
HEARD = np.arange(64, dtype=np.uint8).reshape(2, 32)


@pytest.fixture
def shelf(store: Store, put: Callable[..., Entry]) -> Shelf:
    """A video with both parts beside its others."""
    entry = put(store, "abcd")
    with store.draft("abcd", again=True) as draft:
        draft.keep_all()
        draft.put_fingerprints(np.array([1, 2, 0xFFFFFFFF], np.uint32))
        draft.put_mel(HEARD)
        draft.put_segments(FOUND)
        draft.commit(entry)
    return store.shelf("abcd")


def test_both_are_read_back_beside_what_was_there(shelf: Shelf) -> None:
    assert shelf.segments() == FOUND
    assert shelf.fingerprints().tolist() == [1, 2, 0xFFFFFFFF]
    assert np.array_equal(shelf.mel(), HEARD)
    assert len(shelf.frames())
    assert not list(shelf.damages())


def test_a_video_without_them_has_none(store: Store, put: Callable[..., Entry]) -> None:
    put(store, "abcd")
    assert store.shelf("abcd").segments() is store.shelf("abcd").fingerprints() is store.shelf("abcd").mel() is None


def test_fingerprints_of_another_version_are_made_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsearch.sounds.fingerprint.VERSION", 99)
    monkeypatch.setattr("vsearch.sounds.mel.VERSION", 99)
    assert shelf.fingerprints() is shelf.mel() is None


@pytest.mark.parametrize("name", [FINGERPRINTS, MEL, SEGMENTS])
def test_a_damaged_part_is_named_and_mended_by_leaving_it_out(shelf: Shelf, name: str) -> None:
    (shelf.folder / name).write_bytes(b"noise")
    with pytest.raises(LibraryDamaged, match=name):
        {FINGERPRINTS: shelf.fingerprints, MEL: shelf.mel, SEGMENTS: shelf.segments}[name]()
    shelf.mend()
    assert not (shelf.folder / name).exists()


def test_segments_of_a_newer_version_say_so(tmp_path: Path) -> None:
    from vsearch.library.parts import segments

    segments.save(FOUND, tmp_path / "segments.json")
    newer = (tmp_path / "segments.json").read_text().replace('"version": 1', '"version": 7')
    with pytest.raises(LibraryTooNew, match="form 7"):
        segments.load(newer.encode())


def test_a_shelf_that_is_told_the_entry_does_not_read_it_again(
    store: Store, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = shelf.entry()
    told = store.shelf("abcd").told(entry)
    with monkeypatch.context() as patch:
        patch.setattr("vsearch.library.parts.entry.load", lambda _: pytest.fail("The entry was read again."))
        assert told.segments() == FOUND
    with store.draft("abcd", again=True) as draft:
        draft.keep_all()
        draft.put_segments(FoundSegments())
        draft.commit(entry)
    assert told.segments() == FoundSegments(), "what was made anew meanwhile is believed"
