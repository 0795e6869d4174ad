import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from vsearch.training.distill.album import Album
from vsearch.training.distill.lessons import align, lessons, split
from vsearch.training.distill.teachers import TeacherSpec

SAID = [(n,) if n % 3 else () for n in range(90)]


def test_a_tenth_of_the_captioned_pictures_is_held_out_at_most():
    held, rows = split(SAID, 500)
    assert len(held) == 6
    assert all(SAID[row] for row in held)
    assert sorted([*held, *rows]) == list(range(90))


def test_crops_of_a_picture_that_is_held_out_teach_nothing():
    said = [caption for n in range(90) for caption in ((n,), (), ())]
    held, rows = split(said, 500, crops=2)
    assert len(held) == 9
    assert set(held % 3) == {0}
    hidden = {row + n for row in held for n in range(3)}
    assert sorted([*hidden, *rows]) == list(range(270))


def test_the_joint_space_learns_nothing_from_pictures_that_are_held_out():
    torch.manual_seed(0)
    features, sentences, kind = torch.randn(90, 12), torch.randn(90, 8), torch.full((90,), -1)
    _, rows = split(SAID, 500)
    other = sentences.clone()
    other[np.setdiff1d(np.arange(90), rows)] = 0.0

    def layer(words: torch.Tensor) -> torch.Tensor:
        return align(features, words, SAID, kind, torch.zeros(0, dtype=torch.long), 4, rows, steps=20)[1].weight

    assert torch.equal(layer(sentences), layer(other))


def test_the_joint_space_comes_out_the_same_every_time():
    features, sentences, kind = torch.randn(90, 12), torch.randn(90, 8), torch.full((90,), -1)
    _, rows = split(SAID, 500)

    def joint() -> torch.Tensor:
        return align(features, sentences, SAID, kind, torch.zeros(0, dtype=torch.long), 4, rows, steps=20)[0]

    assert torch.equal(joint(), joint())


class Asked:
    """A teacher that counts how often it is asked, and says what its name makes of it."""

    def __init__(self, spec):
        self.spec, self.seen, self.read_to = spec, 0, 0
        self._dice = np.random.default_rng(list(spec.name.encode()))

    def see(self, pixels):
        self.seen += len(pixels)
        rows = self._dice.random((len(pixels), 6 + len(self.spec.classes)), np.float32)
        return rows[:, :6], rows[:, 6:]

    def read(self, texts):
        self.read_to += 1
        return self._dice.random((len(texts), 5), np.float32)


SPEC = TeacherSpec("one", 8)
ALBUM = Album(np.zeros((6, 8, 8, 3), np.uint8), np.ones(6, np.float32), (("a", "b"),) * 2 + (("c",),) * 4, 0, "these")
"""Two captions of two pictures, and a kind of four."""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    lessons(ALBUM, Asked(SPEC), (), folder, 4)
    return folder


def test_a_teacher_is_asked_once(told):
    again = Asked(SPEC)
    lessons(ALBUM, again, (), told, 4)
    assert (again.seen, again.read_to) == (0, 0)


@pytest.mark.parametrize(
    ("album", "spec", "extra", "seen", "read"),
    [
        pytest.param(ALBUM, replace(SPEC, name="two"), (), True, True, id="another teacher"),
        pytest.param(ALBUM, replace(SPEC, side=16), (), True, True, id="at another side"),
        pytest.param(ALBUM, replace(SPEC, classes=("x",)), (), True, True, id="with classes"),
        pytest.param(replace(ALBUM, of="those"), SPEC, (), True, False, id="of other pictures"),
        pytest.param(ALBUM, SPEC, ("d",), False, True, id="of further texts"),
        pytest.param(
            replace(ALBUM, words=(("a", "b"),) * 3 + (("c",),) * 3), SPEC, (), False, True, id="of more kinds"
        ),
    ],
)
def test_only_what_was_asked_before_is_reused(told, tmp_path, album, spec, extra, seen, read):
    shutil.copytree(told, tmp_path, dirs_exist_ok=True)
    teacher = Asked(spec)
    lessons(album, teacher, extra, tmp_path, 4)
    named = 1 if spec.classes else 0  # the names of classes are few, and read anew each time
    assert (teacher.seen > 0, teacher.read_to > 2 * named) == (seen, read)
