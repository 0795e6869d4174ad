import os

import cv2
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from vsearch.errors import PictureUnreadable, TrainingImpossible, UsageWrong
from vsearch.training.distill.album import contents, gather, lines
from vsearch.training.distill.crops import crop, view


def packed(colour, size=(20, 30)):
    return cv2.imencode(".png", np.full((*size, 3), colour[::-1], np.uint8))[1].tobytes()


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
    assert album.aspects.tolist() == [1.5, 1.5, 0.5]
    assert [tuple(picture[8, 8]) for picture in album.pixels] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


def test_crops_of_a_picture_follow_it_without_words(tmp_path):
    for name, colour in (("blue", (0, 0, 255)), ("red", (255, 0, 0))):
        (tmp_path / f"{name}.png").write_bytes(packed(colour, (60, 90)))
        (tmp_path / f"{name}.txt").write_text(f"a {name} door\n")
    album = gather([tmp_path], tmp_path / "desk", 16, crops=2)
    assert album.words == (("a blue door",), (), (), ("a red door",), (), ())
    assert album.pictures == 2
    assert [tuple(picture[8, 8]) for picture in album.pixels] == [(0, 0, 255)] * 3 + [(255, 0, 0)] * 3
    assert album.aspects[0] == album.aspects[3] == 1.5


@pytest.mark.parametrize("size", [(20, 30), (200, 300), (300, 40)])
def test_a_crop_is_a_part_of_its_picture(size):
    dice = np.random.default_rng(0)
    picture = np.arange(size[0] * size[1], dtype=np.uint32).reshape(*size, 1)
    for _ in range(50):
        part = crop(picture, dice)
        row, column = divmod(int(part[0, 0, 0]), size[1])
        high, wide = part.shape[:2]
        assert (part == picture[row : row + high, column : column + wide]).all()
        assert min(high, wide) >= min(24, *size)
        assert high * wide <= 0.8 * size[0] * size[1] or min(size) < 60


def test_an_album_is_decoded_once(tmp_path):
    (tmp_path / "a.png").write_bytes(packed((1, 2, 3)))
    gather([tmp_path], tmp_path / "desk", 16)
    before = (tmp_path / "desk" / "pixels.npy").stat().st_mtime_ns
    gather([tmp_path], tmp_path / "desk", 16)
    assert (tmp_path / "desk" / "pixels.npy").stat().st_mtime_ns == before


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
    assert after.pixels.tolist() == fresh.pixels.tolist()


def test_an_album_is_the_same_wherever_its_folder_lies(tmp_path):
    before = contents([stocked(tmp_path / "folder")])
    assert contents([(tmp_path / "folder").rename(tmp_path / "moved")]) == before


def test_a_parquet_without_pictures_is_said(tmp_path):
    parquet.write_table(pa.table({"words": ["a"]}), tmp_path / "some.parquet")
    with pytest.raises(TrainingImpossible, match="no column called image"):
        gather([tmp_path / "some.parquet"], tmp_path / "desk", 16)


def test_a_picture_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "a.png").write_bytes(b"nothing")
    with pytest.raises(PictureUnreadable):
        gather([tmp_path], tmp_path / "desk", 16)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.78])
def test_views_have_the_size_that_was_asked_for(aspect):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (48, 48, 3), dtype=np.uint8)
    assert {view(pixels, aspect, 32, rng, 0.4).shape for _ in range(50)} == {(32, 32, 3)}


def test_words_beside_a_picture_may_be_of_any_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes("a café\n\n".encode("latin-1"))
    assert lines(tmp_path / "a.txt") == ["a caf\ufffd"]


def test_a_text_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageWrong, match=r"none\.txt cannot be read"):
        lines(tmp_path / "none.txt")
