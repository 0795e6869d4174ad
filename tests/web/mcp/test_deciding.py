"""Tools that decide: in a name, so that it can be undone; and clips, which replace no file."""

from functools import partial
from pathlib import Path

import pytest

from tests.web.mcp.conftest import Ask, asked, images, opened, said, value
from vsearch.retrieval.library import Library


@pytest.mark.parametrize("name", ["mcp", "Ann"])
def test_decisions_carry_a_name_and_can_be_undone(own: Path, ids: dict[str, str], name: str) -> None:
    with opened(own, write=True, name=name) as server:
        ask = partial(asked, server)
        pinned, labelled = ask("pin", video=ids["cat"], time=2.0), ask("label", video=ids["cat"], add=["tabby"])
        assert len(images(pinned)) == 1
        assert value(pinned)["pinned"]
        assert "tabby" in value(labelled)["given"]
        reel = value(ask("save_to_reel", reel="cats", video=ids["cat"], start=1.0, end=2.0))
        assert reel["by"] == name
    with Library.open(own) as library:
        made = library.history()
        assert [(item.decision.kind, item.decision.by) for item in made[:2]] == [("label", name), ("pin", name)]
        assert [item.key for item in made[:2]] == [*value(labelled)["decisions"], *value(pinned)["decisions"]]
        library.undo(value(pinned)["decisions"][0])


def test_moments_are_added_to_the_end_of_a_reel(decide: Ask, ids: dict[str, str]) -> None:
    decide("save_to_reel", reel="best", video=ids["cat"], start=1.0, end=2.0, note="first")
    made = value(decide("save_to_reel", reel="best", video=ids["slow"], start=3.0, end=5.0))
    assert [(item["video"], item["start"], item["note"]) for item in made["items"]] == [
        (ids["cat"], 1.0, "first"),
        (ids["slow"], 3.0, ""),
    ]
    assert value(decide("show_reel", reel="best")) == made
    assert [item["seconds"] for item in value(decide("list_reels"))["items"]] == [3.0]


def test_a_clip_is_exact_and_replaces_no_file(decide: Ask, ids: dict[str, str], tmp_path: Path) -> None:
    first = value(decide("clip", video=ids["cat"], start=1.0, end=1.5))
    again = value(decide("clip", video=ids["cat"], start=1.0, end=1.5))
    assert first["end"] - first["start"] == pytest.approx(0.5, abs=0.05)
    assert first["path"] != again["path"]
    assert {str(path) for path in (tmp_path / "clips").iterdir()} == {first["path"], again["path"]}


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        pytest.param("pin", {"time": 500.0}, "500", id="a pin after the end"),
        pytest.param("label", {}, "No tag is given.", id="no tag"),
        pytest.param("label", {"add": ["x"], "deny": ["x"]}, "cannot be given and taken at once", id="both"),
        pytest.param("save_to_reel", {"reel": "r", "start": 3.0, "end": 2.0}, "no stretch from 3 to 2", id="backwards"),
        pytest.param("save_to_reel", {"reel": "../r", "start": 1.0, "end": 2.0}, "../r", id="a name that is a path"),
        pytest.param("clip", {"start": 2.0, "end": 2.0}, "no stretch", id="an empty clip"),
        pytest.param("clip", {"start": 0.0, "end": 5000.0}, "1800 seconds at most", id="too long a clip"),
        pytest.param("clip", {"start": 400.0, "end": 401.0}, "400", id="a clip after the end"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(
    decide: Ask, own: Path, tmp_path: Path, ids: dict[str, str], tool: str, arguments: dict[str, object], sentence: str
) -> None:
    assert sentence in said(decide(tool, video=ids["cat"], **arguments))
    with Library.open(own) as library:
        assert (list(library.history()), library.reels()) == ([], [])
    assert list((tmp_path / "clips").iterdir()) == []


def test_a_folder_that_vanished_is_said(decide: Ask, ids: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "clips").rmdir()
    assert said(decide("clip", video=ids["cat"], start=1.0, end=1.5)).startswith("The clip cannot be written")
