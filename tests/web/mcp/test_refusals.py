"""Errors are one sentence with a cure in the words of tools; nothing of ours is shown, and nothing ends the server."""

import logging
from functools import partial
from pathlib import Path
from shutil import move, rmtree
from typing import Any

import pytest

from tests.web.mcp.conftest import Ask, asked, opened, said, value
from vsearch.errors import LibraryError
from vsearch.web.mcp.server import ToolServer


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        pytest.param("show_video", {"video": "nobody"}, "No video goes by 'nobody'. Take an id from search", id="id"),
        pytest.param("show_video", {"video": "../../etc"}, "No video goes by '../../etc'.", id="a path"),
        pytest.param("show_video", {}, "video: Field required", id="nothing"),
        pytest.param("show_video", {"video": "x" * 10_000}, "at most 200 characters", id="a long id"),
        pytest.param("search", {}, "Give words, a picture or a moment", id="no question"),
        pytest.param("search", {"words": "cat", "top": 10**9}, "top: Input should be less than", id="a huge count"),
        pytest.param("search", {"words": "cat", "pictures": 99}, "pictures: Input should be less", id="many pictures"),
        pytest.param("search", {"words": "c" * 501}, "at most 500 characters", id="long words"),
        pytest.param("search", {"words": "cat", "colour": "red"}, "search takes no 'colour'.", id="unknown filter"),
        pytest.param("search", {"words": "cat", "since": "soon"}, "soon", id="no day"),
        pytest.param(
            "search", {"words": "cat", "within": ["smell"]}, "no channel called 'smell'. Choose one of", id="no channel"
        ),
        pytest.param("search", {"words": "cat", "in_videos": ["nobody"]}, "No video goes by 'nobody'.", id="nowhere"),
        pytest.param("search", {"like_video": "nobody"}, "No video goes by 'nobody'.", id="like nothing"),
        pytest.param("search", {"words": "cat", "cursor": "?"}, "is no cursor of a list", id="no cursor"),
        pytest.param("list_videos", {"limit": -1}, "limit: Input should be greater", id="a negative count"),
        pytest.param("show_reel", {"reel": "none"}, "There is no reel called 'none'.", id="no reel"),
        pytest.param("pin", {"video": "x", "time": 1}, "There is no tool 'pin' here.", id="what is not allowed"),
        pytest.param("\x1b[2J", {}, "There is no tool '\\x1b[2J' here.", id="a name that steers"),
    ],
)
def test_a_wrong_question_is_refused_in_a_sentence(
    look: Ask, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    assert sentence in said(look(tool, **arguments))


def test_a_time_that_a_video_has_not_is_refused(look: Ask, ids: dict[str, str]) -> None:
    assert "has no picture at 900" in said(look("picture", video=ids["cat"], time=900.0))
    assert value(look("list_reels"))["items"] == []


def test_a_damaged_video_costs_itself_alone(own: Path, ids: dict[str, str]) -> None:
    for path in (own / "videos" / ids["cat"]).iterdir():
        path.write_bytes(b"damaged")
    with opened(own) as server:
        ask = partial(asked, server)
        assert ids["cat"] in said(ask("highlights", video=ids["cat"]))
        assert value(ask("highlights", video=ids["morning"]))["items"]
        assert value(ask("search", words="coffee"))["items"]


def test_a_library_that_vanishes_is_said_and_is_there_again_when_it_comes_back(own: Path, tmp_path: Path) -> None:
    with opened(own) as server:
        move(own, tmp_path / "away")
        assert "Tell the user to start `vsearch mcp` with another --library" in said(asked(server, "list_videos"))
        move(tmp_path / "away", own)
        assert len(value(asked(server, "list_videos"))["items"]) == 3


def test_what_is_no_library_is_said_before_anything_is_served(own: Path) -> None:
    rmtree(own / "videos")
    (own / "library.json").write_text("{")
    with pytest.raises(LibraryError), opened(own):
        pass


def test_a_mistake_of_ours_shows_nothing_and_is_logged(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/place")

    monkeypatch.setattr("vsearch.web.mcp.reading.reels.list_reels", broken)
    with opened(library) as server, caplog.at_level(logging.ERROR):
        assert isinstance(server, ToolServer)
        assert said(asked(server, "list_reels")).startswith("list_reels could not be done; the log")
    assert "/secret/place" in caplog.text
