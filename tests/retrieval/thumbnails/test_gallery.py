"""Thumbnails of many videos: which are wanted, what is asked once, what is listed once."""

from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.errors import UsageWrong
from vsearch.retrieval.thumbnails.gallery import gallery
from vsearch.retrieval.thumbnails.pins import pin

SHOTS = [("red", 0, 1), ("green", 1, 2), ("blue", 2, 3)]


@pytest.fixture
def films(library, add, tmp_path):
    """Two videos of three seconds, in one folder."""
    pictures = [np.full((36, 64, 3), paint, np.uint8) for paint in (50, 120, 200) for _ in range(10)]
    for id in ("v1", "v2"):
        path = tmp_path / "films" / f"film {id}.mp4"
        path.parent.mkdir(exist_ok=True)
        write_video(path, evenly(pictures, 10), fps=10)
        add(id, SHOTS, path=path, width=64, height=36)
    return path.parent


@pytest.fixture
def chosen(library, films, tmp_path):
    """The videos that are chosen, and written to."""
    how = {"folder": tmp_path / "out", "top": 1}
    return lambda which, **more: sorted(
        {item.video for item, _ in gallery(library, which=which, **how, **more).written}
    )


@pytest.mark.parametrize("beside", [False, True], ids=["in a folder", "beside"])
def test_what_was_replaced_makes_nothing_stale_again(library, chosen, beside):
    assert chosen("missing", beside=beside) == ["v1", "v2"]
    assert chosen("missing", beside=beside) == []
    assert chosen("stale", beside=beside) == []
    pin(library, "v1", "2.5")
    assert chosen("stale", beside=beside) == ["v1"]
    assert chosen("stale", beside=beside) == []


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        pytest.param("out/film.v1.0.50s.jpg.999.part", False, id="in a folder"),
        pytest.param("films/film v1-thumb.jpg.999.part", True, id="beside"),
        pytest.param("films/film v1-thumb.jpg.txt", True, id="no picture"),
    ],
)
def test_what_a_kill_left_is_no_thumbnail(chosen, tmp_path, name, beside):
    (tmp_path / "out").mkdir()
    (tmp_path / name).write_bytes(b"half")
    assert chosen("missing", beside=beside) == ["v1", "v2"]


@pytest.mark.parametrize(
    ("which", "beside", "times"),
    [
        pytest.param("all", False, 1, id="all: for what is superseded"),
        pytest.param("missing", False, 2, id="missing: before and after"),
        pytest.param("stale", False, 2, id="stale: before and after"),
        pytest.param("missing", True, 1, id="beside"),
    ],
)
def test_a_folder_is_listed_for_all_videos_at_once(chosen, tmp_path, monkeypatch, which, beside, times):
    chosen("all", beside=beside)
    listed = []
    iterdir = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: listed.append(path) or iterdir(path))
    chosen(which, beside=beside)
    assert listed.count(tmp_path / ("films" if beside else "out")) == times


@pytest.mark.parametrize(
    ("asked", "superseded"),
    [
        pytest.param({}, 2, id="the same with fewer"),
        pytest.param({"prompt": "red"}, 0, id="another prompt"),
        pytest.param({"size": 32}, 0, id="another size"),
        pytest.param({"aspects": ("1:1",)}, 0, id="another shape"),
        pytest.param({"kind": "png"}, 0, id="another format"),
    ],
)
def test_only_pictures_made_for_the_same_are_superseded(library, films, tmp_path, asked, superseded):
    out = tmp_path / "out"
    gallery(library, "v1", folder=out, top=3)
    (out / "film.v1.mine.jpg").write_bytes(b"a person's")
    before = {path.name for path in out.iterdir()}
    pin(library, "v1", "2.9")
    said = gallery(library, "v1", folder=out, top=2, **asked)
    assert len(said.superseded) == superseded
    assert all(path.exists() for path in said.superseded)
    assert gallery(library, "v1", folder=out, top=2, clean=True, **asked).superseded == said.superseded
    assert not any(path.exists() for path in said.superseded)
    assert before - {path.name for path in said.superseded} <= {path.name for path in out.iterdir()}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"kind": "bmp"}, id="format"),
        pytest.param({"aspects": ("wide",)}, id="aspect"),
        pytest.param({"size": 1}, id="size"),
        pytest.param({"beside": True, "aspects": ("16:9", "1:1")}, id="two of one name"),
    ],
)
def test_what_no_video_can_be_given_is_said_once(chosen, asked):
    with pytest.raises(UsageWrong):
        chosen("all", **asked)


def test_a_video_with_the_longest_name_can_be_asked_about(library, add, chosen, films):
    (films / "film v2.mp4").rename(films / ("x" * 251 + ".mp4"))
    add("v2", SHOTS, path=films / ("x" * 251 + ".mp4"))
    assert chosen("missing", beside=True) == ["v1"]
