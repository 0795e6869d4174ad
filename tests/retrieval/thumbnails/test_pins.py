"""Pins: one picture of one's own at a time, any number of times, and no path that ends in a traceback."""

from pathlib import Path

import pytest
from PIL import Image

from vsearch.errors import PictureUnreadable, UsageWrong
from vsearch.library.decisions import Decision, append
from vsearch.retrieval.thumbnails.pins import pin, pinned

SHOTS = [("red", 0, 4)]


@pytest.fixture
def held(library, add, tmp_path):
    """What is pinned after these choices, latest first: a time, or the colour of a picture."""
    entry = add("v1", SHOTS)

    def held(*choices):
        for choice in choices:
            if not choice[0].isdigit():
                Image.new("RGB", (8, 8), choice).save(tmp_path / f"{choice}.png")
            pin(library, "v1", choice if choice[0].isdigit() else str(tmp_path / f"{choice}.png"))
        return [_shown(item) for item in pinned(library, entry)]

    def _shown(item):
        return Image.open(item.path).getpixel((0, 0)) if item.path else item.time

    return held


@pytest.mark.parametrize(
    ("choices", "left"),
    [
        pytest.param(["red", "blue"], [(0, 0, 255)], id="the later picture"),
        pytest.param(["red", "blue", "red"], [(255, 0, 0)], id="one that was there before"),
        pytest.param(["1", "red", "2", "blue"], [(0, 0, 255), 2, 1], id="times stay"),
        pytest.param(["red", "2"], [2, (255, 0, 0)], id="a picture stays beside a later time"),
        pytest.param(["1", "2", "1"], [1, 2], id="a time again"),
    ],
)
def test_a_new_picture_takes_the_place_of_the_one_before(held, choices, left):
    assert held(*choices) == left


def test_a_pin_of_before_that_lies_outside_is_passed_over(library, add):
    entry = add("v1", SHOTS)
    append(library.store.local("decisions.jsonl"), [Decision("pin", "v1", time=900.0), Decision("pin", "v1", time=1.0)])
    assert [item.time for item in pinned(library, entry)] == [1.0]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        pytest.param("nothing.png", "neither a time", id="nothing there"),
        pytest.param(".", "neither a time", id="a folder"),
        pytest.param("x" * 300, "neither a time|too long", id="no name of a file"),
    ],
)
def test_what_is_no_picture_is_one_sentence(library, add, choice, sentence):
    add("v1", SHOTS)
    with pytest.raises((UsageWrong, PictureUnreadable), match=sentence):
        pin(library, "v1", choice)


def test_a_picture_that_may_not_be_read_is_one_sentence(library, add, tmp_path, monkeypatch):
    def refuse(path, read=Path.read_bytes):
        if path.suffix == ".png":
            raise PermissionError(13, "Permission denied")
        return read(path)

    add("v1", SHOTS)
    Image.new("RGB", (8, 8)).save(tmp_path / "mine.png")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PictureUnreadable, match=r"mine\.png cannot be read: Permission denied\. Give"):
        pin(library, "v1", str(tmp_path / "mine.png"))
