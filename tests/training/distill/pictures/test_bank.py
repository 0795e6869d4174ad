from dataclasses import replace

import numpy as np
import pytest
import torch

from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.bank import ask, parts
from vsearch.training.distill.pictures.views import ViewPictures
from vsearch.training.distill.teachers.teacher import TeacherSpec

CPU = torch.device("cpu")


def album(small=3, large=4):
    rng = np.random.default_rng(0)
    pixels = tuple(rng.integers(0, 256, (n, side, side, 3), dtype=np.uint8) for n, side in ((small, 64), (large, 128)))
    shelves = np.repeat([0, 1], [small, large])
    return Album(
        pixels, shelves, np.concatenate([np.arange(small), np.arange(large)]), ((),) * (small + large), "these"
    )


class Counting:
    """A teacher that says the mean colour, and remembers the sides of what it was shown."""

    def __init__(self, name="one", least=96):
        self.spec, self.shown = TeacherSpec(name, 192, 3, ("a",), least), []

    def see(self, pixels):
        self.shown += [pixels.shape[1]] * len(pixels)
        return pixels.float().mean((1, 2)), torch.ones(len(pixels), 1)


def asked(teacher, crops, path, known=None):
    known = known or album()
    return np.asarray(ask(parts(known, crops), known, ViewPictures(known, CPU), [teacher], path))


def test_every_picture_comes_whole_and_only_photographs_in_parts():
    bank = parts(album(), 2)
    assert bank.rows.tolist() == [*range(7), 3, 4, 5, 6, 3, 4, 5, 6]
    assert bank.whole(np.arange(len(bank))).tolist() == [True] * 7 + [False] * 8
    assert (bank.boxes[:7] == [0, 0, 1, 1]).all()


@pytest.mark.parametrize("crops", [1, 6])
def test_a_part_lies_in_its_picture_and_is_not_tiny(crops):
    boxes = parts(album(large=200), crops).boxes[203:]
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, :2] + boxes[:, 2:] <= 1 + 1e-6).all()
    assert (boxes[:, 2:] >= 24 / 128 - 1e-6).all()


def test_more_parts_are_added_behind_those_that_are_there():
    few, many = parts(album(), 2), parts(album(), 5)
    assert (many.rows[: len(few)] == few.rows).all()
    assert (many.boxes[: len(few)] == few.boxes).all()


def test_small_pictures_are_shown_at_no_more_than_twice_their_side(tmp_path):
    asked(teacher := Counting(), 0, tmp_path / "f")
    assert sorted(teacher.shown) == [128] * 3 + [192] * 4
    asked(strict := Counting(least=192), 0, tmp_path / "g")
    assert set(strict.shown) == {192}


def test_only_what_is_new_is_asked(tmp_path):
    first = asked(Counting(), 1, tmp_path / "f")
    again = Counting()
    assert (asked(again, 2, tmp_path / "f")[: len(first)] == first).all()
    assert len(again.shown) == 4


def test_a_row_that_a_stop_cut_short_is_asked_anew(tmp_path):
    first = asked(Counting(), 1, tmp_path / "f")
    (tmp_path / "f").write_bytes((tmp_path / "f").read_bytes()[:-5])
    again = Counting()
    assert (asked(again, 1, tmp_path / "f") == first).all()
    assert len(again.shown) == 1


@pytest.mark.parametrize("change", ["another teacher", "other pictures"])
def test_answers_to_something_else_are_not_taken(tmp_path, change):
    asked(Counting(), 1, tmp_path / "f")
    other, known = Counting("two" if change == "another teacher" else "one"), album()
    if change == "other pictures":
        known = replace(known, of="those")
    asked(other, 1, tmp_path / "f", known)
    assert len(other.shown) == 11


@pytest.mark.slow
def test_two_workers_give_the_same_answers_in_the_same_order(tmp_path):
    known = album(large=150)
    shown = ViewPictures(known, CPU)
    one, two = (
        np.asarray(ask(parts(known, 1), known, shown, [Counting()], tmp_path / str(n), workers=n)) for n in (1, 2)
    )
    assert (one == two).all()
