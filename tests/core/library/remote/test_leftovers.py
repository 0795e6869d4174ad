"""What killed runs and older states leave in a bucket goes after an hour of the storage's clock, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.remote import listing
from vsearch.library.storage import files
from vsearch.objects.bucket import Bucket

Put = Callable[..., Entry]


@pytest.fixture
def far(s3: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    return Store.create(Path(f"{s3}/films"), "fake", 4)


def parts(store: Store) -> set[str]:
    return {one.key for one in Bucket(store.location).list("parts/")}


def replaced(store: Store, entry: Entry) -> None:
    with store.draft(entry.id, again=True) as draft:
        draft.keep_all()
        draft.put_preview(b"newer", "WEBVTT\n")
        draft.commit(entry)


def test_older_parts_stay_for_an_hour_for_those_who_read_them(far: Store, put: Put) -> None:
    entry = put(far, "abcd")
    reader = far.shelf("abcd")
    assert reader.entry() == entry
    replaced(far, entry)
    far.clear()
    assert list(far.leftovers()) == []
    assert reader.preview() == (b"sheet", "WEBVTT\n")
    assert far.shelf("abcd").preview() == (b"newer", "WEBVTT\n")


def test_after_an_hour_what_no_video_names_is_deleted(
    far: Store, put: Put, monkeypatch: pytest.MonkeyPatch, another_machine: Callable[[str], None]
) -> None:
    replaced(far, put(far, "abcd"))
    Bucket(far.location).put("parts/bcde/0123.frames.parquet", b"half")
    monkeypatch.setattr(files, "HOUR", -1.0)
    left = list(far.leftovers())
    assert len(left) == 2
    assert f"{far.location}/parts/bcde/0123.frames.parquet" in left
    far.tidy()
    assert list(far.leftovers()) == []
    assert len(parts(far)) == 4
    another_machine("second")
    shelf = Store.open(Path(far.location)).shelf("abcd")
    assert shelf.preview() == (b"newer", "WEBVTT\n")
    assert len(shelf.frames()) == 4


def test_the_parts_of_a_video_that_cannot_be_read_are_left(
    far: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(far, "abcd")
    Bucket(far.location).put("videos/abcd/video.json", b"noise")
    monkeypatch.setattr(files, "HOUR", -1.0)
    far.tidy()
    assert len(parts(far)) == 4


def test_a_reader_of_an_entry_whose_parts_are_gone_reads_the_newer_one(
    far: Store, put: Put, monkeypatch: pytest.MonkeyPatch, another_machine: Callable[[str], None]
) -> None:
    entry = put(far, "abcd")
    another_machine("second")
    reader = Store.open(Path(far.location)).shelf("abcd")
    assert reader.entry() == entry
    replaced(far, entry)
    monkeypatch.setattr(files, "HOUR", -1.0)
    far.tidy()
    assert reader.preview() == (b"newer", "WEBVTT\n")
