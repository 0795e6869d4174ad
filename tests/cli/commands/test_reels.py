"""Searches that are kept are asked again, and reels are made, shown, written and forgotten on the command line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import DocumentChanged, DocumentUnknown, UsageWrong, VSearchError
from vsearch.readers.pyav import PyAVReader
from vsearch.retrieval.library import Library

CAT = "cat-looks-at-you.mp4"

Typed = Callable[..., str]


@pytest.fixture
def own(library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library, tmp_path / "library"))


@pytest.fixture
def typed(own: Path) -> Typed:
    """Types a command into one's own library, and gives what it says; what goes wrong is raised."""

    def typed(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--library", str(own)])
        if done.exception:
            raise done.exception
        return done.output

    return typed


def test_a_saved_search_is_asked_again_and_what_is_given_besides_takes_its_place(typed: Typed, own: Path) -> None:
    typed("search", "a", "cat", "--video", CAT, "-n", "1", "--save", "cats")
    with Library.open(own) as library:
        query = library.saved_search("cats").query
        assert (query.words, query.videos) == ("a cat", (CAT,))
    assert "A cat looks at you" in typed("search", "--saved", "cats", "-n", "1")
    assert "Morning coffee" in typed("search", "coffee", "--saved", "cats", "--video", "morning-coffee.mp4", "-n", "1")
    with pytest.raises(DocumentChanged, match="is there already"):
        typed("search", "dogs", "--save", "cats")
    with pytest.raises(DocumentUnknown, match=r"no search called 'dogs'\. There are: cats"):
        typed("search", "--saved", "dogs")


def test_searches_are_listed_shown_and_forgotten(typed: Typed) -> None:
    assert "No search is kept." in typed("searches")
    typed("search", "a", "cat", "--video", CAT, "--not", "dog", "--save", "cats")
    assert f"--not dog, --video {CAT}" in " ".join(typed("searches").split())
    assert "a cat" in typed("searches", "cats")
    assert "cats is kept no more." in typed("searches", "cats", "--forget")
    assert "No search is kept." in typed("searches")
    with pytest.raises(DocumentUnknown, match="no search called 'cats'"):
        typed("searches", "cats")
    with pytest.raises(UsageWrong, match="which search is meant"):
        typed("searches", "--forget")


def test_a_picture_is_asked_about_and_not_kept(typed: Typed, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (32, 18), "red").save(tmp_path / "red.png")
    with pytest.raises(UsageWrong, match=r"cannot keep red\.png"):
        typed("search", "--image", str(tmp_path / "red.png"), "--save", "red")


def test_a_reel_grows_is_written_in_its_order_and_forgotten(typed: Typed, tmp_path: Path) -> None:
    assert "No reel is kept." in typed("reels")
    typed("reels", "best", "--add", f"{CAT}@0:05-0:06")
    told = typed("reels", "best", "--add", f"{CAT}@0:01-0:01.5", "-o", str(tmp_path / "best.mp4"), "--vertical")
    assert "best lasts 0:01.5" in told
    assert told.index("0:05") < told.index("0:01")
    facts = PyAVReader(tmp_path / "best.mp4").facts
    assert (facts.width * 16, round(facts.duration, 1)) == (facts.height * 9, 1.5)
    typed("reels", "best", "-o", str(tmp_path / "best.edl"))
    assert "TITLE: best" in (tmp_path / "best.edl").read_text()
    assert "best" in typed("reels")
    assert "kept no more" in typed("reels", "best", "--forget")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(["--forget"], "not said which reel", id="no name"),
        pytest.param(["none"], "no reel called 'none'", id="unknown"),
        pytest.param(["a", "--add", f"{CAT}@0:03-0:01"], "is no stretch", id="backwards"),
        pytest.param(["a", "--add", f"{CAT}@soon"], "is no stretch", id="no times"),
        pytest.param(["a", "--add", f"{CAT}@0-99999"], "no stretch from 0 to 99999", id="behind the end"),
        pytest.param(["a/b", "--add", f"{CAT}@0-1"], "cannot be called 'a/b'", id="a path"),
    ],
)
def test_what_cannot_be_done_is_said(typed: Typed, words: list[str], why: str) -> None:
    with pytest.raises(VSearchError, match=why):
        typed("reels", *words)
