"""What is known of a video comes from whoever said most about it."""

import json
from pathlib import Path
from typing import Any

import pytest

from vsearch.indexer.sources.metadata import Description, described, named, read


@pytest.mark.parametrize(
    ("values", "about"),
    [
        pytest.param({"title": " A  b "}, Description(title="A b"), id="spaces"),
        pytest.param({"fulltitle": "T", "categories": ["x", "x"], "upload_date": "20260302"},
                     Description(title="T", tags=("x",), date="2026-03-02"), id="downloader"),
        pytest.param(
            {"Title": "T", "comment": "c", "date": "2026"}, Description("T", "c", date="2026"), id="container"
        ),
        pytest.param({"tags": "a, b;c|a"}, Description(tags=("a", "b", "c")), id="tags in one string"),
        pytest.param({"thumbnail_time": "2.5"}, Description(thumbnail_time=2.5), id="time"),
        pytest.param({"thumbnail": "http://x/y.jpg", "title": None}, Description(), id="a link is no time"),
        pytest.param(
            {"title": "\ud83d \ud83d\ude00"}, Description(title="\ufffd \ufffd\ufffd"), id="halves of letters"
        ),
        pytest.param({"thumbnail_time": "inf"}, Description(), id="no time ever"),
        pytest.param({"thumbnail_time": -1, "tags": {"x": 1}, "title": ["x"]}, Description(), id="nonsense"),
    ],
)  # fmt: skip
def test_many_names_are_understood(values: dict[str, Any], about: Description) -> None:
    assert read(values) == about


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my_cat-video.mp4", "My cat video"),
        ("Film [abc123] (1080p).mkv", "Film"),
        ("кошка.mp4", "Кошка"),
        ("_.mp4", "_.mp4"),
    ],
)
def test_a_title_is_made_of_the_files_name(name: str, title: str) -> None:
    assert named(Path(name)).title == title


def test_who_is_nearer_to_the_video_counts_more(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    (tmp_path / "film.info.json").write_text(json.dumps({"title": "sidecar", "description": "of the sidecar"}))
    about = described(path, Description(title="manifest"), {"title": "container", "comment": "c", "date": "2026-01-02"})
    assert (about.title, about.description, about.date) == ("manifest", "of the sidecar", "2026-01-02")


def test_a_thumbnail_at_the_very_start_counts() -> None:
    assert read({"thumbnail_time": 0}).over(Description(thumbnail_time=5.0)).thumbnail_time == 0


@pytest.mark.parametrize("text", ["{", "[]", "\xff", pytest.param("[" * 200_000, id="deep")])
def test_a_sidecar_that_is_none_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "film.json").write_text(text, "latin-1")
    assert described(tmp_path / "film.mp4", Description(), {}).title == "Film"
