import os

import cv2
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from vsearch.errors import PictureUnreadable, TrainingImpossible
from vsearch.training.distill.pictures.album import gather


def packed(colour, size=(20, 30)):
    return cv2.imencode(".png", np.full((*size, 3), colour[::-1], np.uint8))[1].tobytes()


def middles(album):
    """The colour in the middle of every picture."""
    shown = [album.pixels[shelf][slot] for shelf, slot in zip(album.shelves, album.slots, strict=True)]
    return [tuple(picture[len(picture) // 2, len(picture) // 2].tolist()) for picture in shown]


def test_parquet_and_folders_become_one_album(tmp_path):
    rows = {
        "image": [packed((255, 0, 0)), packed((0, 255, 0))],
        "captions": [["a red wall", "red"], None],
        "label": [None, "green"],
    }
    parquet.write_table(pa.table(rows), tmp_path / "some.parquet")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "blue.png").write_bytes(packed((0, 0, 255), (40, 20)))
    (folder / "blue.txt").write_text("a blue door\n\n")
    album = gather([tmp_path / "some.parquet", folder], tmp_path / "desk", 16)
    assert album.words == (("a red wall", "red"), ("green",), ("a blue door",))
    assert middles(album) == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


@pytest.mark.parametrize(
    ("size", "most", "side"),
    [
        pytest.param((20, 30), 224, 32, id="a small one keeps what it has"),
        pytest.param((64, 64), 224, 64, id="a square one as it is"),
        pytest.param((500, 300), 224, 224, id="a large one is made smaller"),
        pytest.param((500, 300), 48, 48, id="no larger than asked"),
    ],
)
def test_a_picture_is_stored_at_the_least_side_that_loses_nothing(tmp_path, size, most, side):
    (tmp_path / "a.png").write_bytes(packed((9, 9, 9), size))
    album = gather([tmp_path], tmp_path / "desk", most)
    assert album.sides.tolist() == [side]
    assert [shelf.shape for shelf in album.pixels] == [(1, side, side, 3)]


def test_only_large_pictures_are_photographs(tmp_path):
    for name, size in (("a", (64, 64)), ("b", (160, 200)), ("c", (32, 32)), ("d", (300, 300))):
        (tmp_path / f"{name}.png").write_bytes(packed((9, 9, 9), size))
    assert gather([tmp_path], tmp_path / "desk", 224).photographs.tolist() == [1, 3]


def test_an_album_is_decoded_once(tmp_path):
    (tmp_path / "a.png").write_bytes(packed((1, 2, 3)))
    gather([tmp_path], tmp_path / "desk", 16)
    before = (tmp_path / "desk" / "pixels-16.raw").stat().st_mtime_ns
    gather([tmp_path], tmp_path / "desk", 16)
    assert (tmp_path / "desk" / "pixels-16.raw").stat().st_mtime_ns == before


def stocked(folder):
    folder.mkdir()
    (folder / "a.png").write_bytes(packed((1, 2, 3)))
    (folder / "a.txt").write_text("a dark wall")
    (folder / "b.png").write_bytes(packed((9, 9, 9)))
    parquet.write_table(pa.table({"image": [packed((4, 5, 6))]}), folder / "some.parquet")
    return folder


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "a.png").write_bytes(packed((200, 2, 3), (50, 20))), id="other picture"),
        pytest.param(lambda folder: os.utime(folder / "a.png", ns=(1, 1)), id="other time"),
        pytest.param(lambda folder: (folder / "a.png").rename(folder / "c.png"), id="other name"),
        pytest.param(lambda folder: (folder / "b.png").unlink(), id="one fewer"),
        pytest.param(lambda folder: (folder / "c.png").write_bytes(packed((7, 7, 7))), id="one more"),
        pytest.param(lambda folder: (folder / "a.txt").write_text("a bright wall"), id="other words"),
        pytest.param(lambda folder: (folder / "b.txt").write_text("a grey wall"), id="first words"),
        pytest.param(
            lambda folder: parquet.write_table(pa.table({"image": [packed((4, 5, 6))] * 2}), folder / "some.parquet"),
            id="other table",
        ),
    ],
)
def test_an_album_whose_sources_changed_is_decoded_anew(tmp_path, change):
    folder = stocked(tmp_path / "folder")
    before = gather([folder], tmp_path / "desk", 16)
    change(folder)
    after = gather([folder], tmp_path / "desk", 16)
    fresh = gather([folder], tmp_path / "other desk", 16)
    assert after.of == fresh.of != before.of
    assert after.words == fresh.words
    assert middles(after) == middles(fresh)


def test_a_parquet_without_pictures_is_said(tmp_path):
    parquet.write_table(pa.table({"words": ["a"]}), tmp_path / "some.parquet")
    with pytest.raises(TrainingImpossible, match="no column called image"):
        gather([tmp_path / "some.parquet"], tmp_path / "desk", 16)


def test_a_picture_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "a.png").write_bytes(b"nothing")
    with pytest.raises(PictureUnreadable):
        gather([tmp_path], tmp_path / "desk", 16)
