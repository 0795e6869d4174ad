"""Files that all who serve a library share: in a folder, or in a bucket that several machines ask."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.library import Store
from vsearch.library.remote import listing


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    place = tmp_path / "library" if request.param == "folder" else Path(f"{request.getfixturevalue('s3')}/library")
    return Store.create(place, "fake", 4)


def test_what_one_writes_or_makes_the_others_have(store: Store, another_machine: Callable[[str], None]) -> None:
    mine = store.shared("jobs")
    mine.write("a/job.json", "one")
    another_machine("second")
    other = Store.open(Path(store.location)).shared("jobs")
    before, state = other.revision("a/job.json"), other.state
    assert (other.read("a/job.json"), list(other.names()), bool(before)) == (b"one", ["a"], True)
    mine.write("a/job.json", "two")
    assert other.revision("a/job.json") != before
    film = mine.place("b/out/film.mp4")
    film.parent.mkdir(parents=True)
    film.write_bytes(b"film")
    mine.publish("b/out/film.mp4")
    assert other.state != state
    assert (brought := other.bring("b/out/film.mp4")) is not None
    assert brought.read_bytes() == b"film"
    assert other.bring("b/out/none") is None
    assert other.below("a") == ["a/job.json"]
    other.delete("a")
    assert list(mine.names()) == ["b"]
    with pytest.raises(FileNotFoundError):
        mine.read("a/job.json")


@pytest.mark.parametrize("store", ["bucket"], indirect=True)
def test_copies_of_what_others_deleted_go_after_an_hour(store: Store, another_machine: Callable[[str], None]) -> None:
    mine = store.shared("jobs")
    for name in ("old", "new"):
        mine.write(f"{name}/job.json", "one")
    another_machine("second")
    Store.open(Path(store.location)).shared("jobs").delete("old")
    for name in ("old", "new"):
        os.utime(mine.place(name), (0, 0))
    mine.write("c/job.json", "one")
    mine.delete("c")
    assert not mine.place("old").exists()
    assert mine.place("new").exists()
