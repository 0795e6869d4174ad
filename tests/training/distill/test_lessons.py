import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

import vsearch.training.distill.lessons
from vsearch.training.distill.lessons import align, lessons, split
from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.views import ViewPictures
from vsearch.training.distill.teachers.teacher import TeacherSpec
from vsearch.training.distill.teachers.words import said


@pytest.fixture(scope="module", autouse=True)
def hardly_aligned():
    """How well the joint space fits is not asked here: a few steps will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vsearch.training.distill.lessons, "align", partial(align, steps=9))
        yield


def album(words, side=8, of="these"):
    count = len(words)
    return Album((np.zeros((count, side, side, 3), np.uint8),), np.zeros(count, np.int64), np.arange(count), words, of)


def test_a_tenth_of_the_captioned_pictures_is_held_out_at_most():
    words = said(album(tuple((f"number {n}",) if n % 3 else () for n in range(90))), [])
    held, rows = split(words, 500)
    assert len(held) == 6
    assert (words.counts[held] > 0).all()
    assert sorted([*held, *rows]) == list(range(90))


class Asked:
    """A teacher that counts how often it is asked, and says what its name makes of it."""

    def __init__(self, spec, name="reader"):
        self.spec, self.name, self.seen, self.read_to = spec, name, 0, 0
        self._dice = np.random.default_rng(list(spec.name.encode()))

    def see(self, pixels):
        self.seen += len(pixels)
        rows = self._dice.random((len(pixels), 6 + len(self.spec.classes)), np.float32)
        return torch.from_numpy(rows[:, :6]), torch.from_numpy(rows[:, 6:])

    def read(self, texts):
        self.read_to += 1
        return self._dice.random((len(texts), 5), np.float32)


SPEC = TeacherSpec("one", 8, 6)
WORDS = (("a", "b"),) * 2 + (("c",),) * 4
"""Two captions of two pictures, and a kind of four."""
ALBUM = album(WORDS)


def told(known, teachers, folder, extra=(), **more):
    return lessons(known, ViewPictures(known, torch.device("cpu")), teachers, teachers[0], extra, folder, 4, **more)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    told(ALBUM, [Asked(SPEC)], folder)
    return folder


def test_a_teacher_is_asked_once(before):
    again = Asked(SPEC)
    told(ALBUM, [again], before)
    assert (again.seen, again.read_to) == (0, 0)


@pytest.mark.parametrize(
    ("known", "teacher", "extra", "seen", "read"),
    [
        pytest.param(ALBUM, Asked(replace(SPEC, name="two")), (), True, False, id="another teacher"),
        pytest.param(ALBUM, Asked(replace(SPEC, side=16)), (), True, False, id="at another side"),
        pytest.param(ALBUM, Asked(replace(SPEC, classes=("x",))), (), True, True, id="with classes"),
        pytest.param(ALBUM, Asked(SPEC, "another"), (), False, True, id="another reader"),
        pytest.param(replace(ALBUM, of="those"), Asked(SPEC), (), True, False, id="of other pictures"),
        pytest.param(ALBUM, Asked(SPEC), ("d",), False, True, id="of further texts"),
        pytest.param(album((("a", "b"),) * 3 + (("c",),) * 3), Asked(SPEC), (), False, True, id="of more kinds"),
    ],
)
def test_only_what_was_asked_before_is_reused(before, tmp_path, known, teacher, extra, seen, read):
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    told(known, [teacher], tmp_path, extra)
    assert (teacher.seen > 0, teacher.read_to > 0) == (seen, read)


def test_several_teachers_share_one_space(tmp_path):
    taught = told(ALBUM, [Asked(SPEC), Asked(replace(SPEC, name="two", classes=("x", "y")))], tmp_path)
    assert taught.features.width == 12
    assert [part.shape[1] for part in taught.features.taken(torch.arange(6))] == [6, 6]
    assert taught.joint.shape == (6, 4)
    assert torch.allclose(taught.joint.norm(dim=1), torch.ones(6), atol=1e-5)
    assert taught.classes.shape == (2, 5)


def test_batches_come_from_captioned_other_and_small_pictures(tmp_path):
    known = Album(
        (np.zeros((4, 64, 64, 3), np.uint8), np.zeros((4, 128, 128, 3), np.uint8)),
        np.repeat([0, 1], 4), np.tile(np.arange(4), 2),
        (("k",),) * 3 + (("a",), ("b",), ("k",), ("k",), ("c", "k")), "x",
    )  # fmt: skip
    taught = told(known, [Asked(SPEC)], tmp_path, crops=1, held_out=0)
    assert [source.tolist() for source in taught.sources] == [[3, 4, 7, 8, 11], [5, 6, 9, 10], [0, 1, 2]]
