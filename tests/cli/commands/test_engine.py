"""`vsearch engine` and `vsearch search --engine`, as a person and as a program ask them."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import EngineUnavailable, UsageWrong
from vsearch.retrieval.library import Library


@pytest.fixture
def films(tmp_path, add, store, colours, memory) -> str:
    """Three videos in a library of colours."""
    for n, colour in enumerate(("red", "green", "blue")):
        add(f"v{n}", [(colour, 0, 3)], title=colour)
    return store.location


@pytest.fixture
def said(films) -> Callable[..., str]:
    def said(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, "--library", films])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return said


def test_an_engine_is_chosen_told_looked_at_and_dropped(said, films):
    assert "memory: finds the frames of this library from now on. Tell it: vsearch engine sync" in said(
        "engine", "set", "memory:"
    )
    assert "0 videos with 0 frames" in said("engine", "status")
    assert "3 more are missing or changed, 0 are gone: vsearch engine sync" in said("engine", "status")
    assert said("engine", "sync").strip() == "3 told"
    assert said("engine", "sync").strip() == "3 unchanged"
    assert "holds 3 videos with 18 frames as they are now." in said("engine", "status")
    told = json.loads(said("engine", "status", "--json"))["items"][0]
    assert {name: told[name] for name in ("address", "server", "index", "held", "frames", "behind", "gone")} == {
        "address": "memory:", "server": "memory", "index": "all", "held": 3, "frames": 18, "behind": 0, "gone": 0,
    }  # fmt: skip
    assert "holds nothing of this library any more" in said("engine", "drop")
    assert not Library.open(films).store.engine
    with pytest.raises(UsageWrong, match="No search engine serves this library"):
        said("engine", "sync")


def test_none_chooses_none(said, films):
    said("engine", "set", "memory:")
    assert "answers by itself" in said("engine", "set", "none")
    assert not Library.open(films).store.engine


def test_a_search_names_another_engine_for_itself(said, memory):
    def moments(*more: str) -> list[tuple[str, float]]:
        told = json.loads(said("search", "green", "--in", "frames", "--json", *more))
        return [(one["id"], one["score"]) for one in told["items"]]

    expected = moments()
    said("engine", "sync", "--engine", "memory:")
    asked = len(memory().asked)
    assert moments("--engine", "memory:") == expected
    assert len(memory().asked) > asked
    assert moments("--engine", "none") == expected


def test_an_engine_that_is_away_is_a_note_in_a_search_and_an_error_of_its_own_command(said, memory):
    said("engine", "set", "memory:")
    said("engine", "sync")
    memory().failing = "It is away."
    told = json.loads(said("search", "green", "--in", "frames", "--json"))
    assert told["items"][0]["id"] == "v1"
    assert any(note.startswith("It is away. Start it") for note in told["notes"])
    with pytest.raises(EngineUnavailable, match="It is away"):
        said("engine", "status")
