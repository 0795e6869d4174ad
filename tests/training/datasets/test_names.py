"""Names of videos in files: told as `Library.find` tells them, and the library read once."""

from pathlib import Path

import pytest

from vsearch.errors import VideoAmbiguous, VideoUnknown
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Video
from vsearch.retrieval.library import Library
from vsearch.training.datasets.names import Names


@pytest.fixture
def library(tmp_path):
    made = Library(Store.create(tmp_path / "library", "clip", 16))
    for id, path in {"abc1": "one/a.mp4", "abc2": "two/a.mp4", "xyz3": "b.mp4"}.items():
        copies = (tmp_path / "copy" / "b.mp4",) if id == "xyz3" else ()
        with made.store.draft(id) as draft:
            draft.commit(Entry(Video(id, tmp_path / path, id.upper(), 9.0, 64, 36, id, copies=copies)))
    return made


@pytest.fixture
def read(monkeypatch):
    """The ids of the entries that were read, in order."""
    found: list[str] = []
    plain = Store.shelf
    monkeypatch.setattr(Store, "shelf", lambda self, id: (found.append(id), plain(self, id))[1])
    return found


def told(ask, name):
    try:
        return ask(name)
    except (VideoUnknown, VideoAmbiguous) as error:
        return type(error), str(error)


@pytest.mark.parametrize(
    "name",
    [
        "abc1",
        "x",
        "abc",
        "b.mp4",
        "a.mp4",
        "HERE/one/a.mp4",
        "HERE/copy/b.mp4",
        "HERE/none.mp4",
        "none.mp4",
        "./b.mp4",
        "XYZ3",
        "Abc1",
        "a",
        "B ",
        "none/",
        "",
        " ",
    ],
)
def test_a_name_means_what_it_means_to_the_library(library, tmp_path, name):
    name = name.replace("HERE", str(tmp_path))
    assert told(Names(library).id, name) == told(lambda name: library.store.find(name).id, name)


def test_however_many_paths_there_are_each_video_is_read_once(library, tmp_path, read):
    names = Names(library)
    asked = [str(tmp_path / path) for path in ("one/a.mp4", "two/a.mp4", "b.mp4", "none.mp4", "nothing.mp4")]
    assert [told(names.id, name) for name in asked[:3]] == ["abc1", "abc2", "xyz3"]
    assert all(told(names.id, name)[0] is VideoUnknown for name in asked[3:])
    assert sorted(read) == ["abc1", "abc2", "xyz3"]


def test_a_name_of_two_videos_is_looked_up_once(library, read):
    names = Names(library)
    first = told(names.id, "a.mp4")
    read.clear()
    assert told(names.id, "a.mp4") == first
    assert read == []


def test_ids_need_no_entry(library, read):
    assert Names(library).id("abc1") == "abc1"
    assert read == []


def test_a_path_from_here_is_a_path(library, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Names(library).id(str(Path("one") / "a.mp4")) == "abc1"
