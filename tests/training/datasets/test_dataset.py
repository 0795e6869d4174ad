"""Datasets as files, and what tells one from another."""

from dataclasses import replace

import numpy as np
import pytest

from bench.setting import worlds
from vsearch.errors import LibraryDamaged
from vsearch.training.datasets.build import build
from vsearch.training.datasets.dataset import Asked, load, save


@pytest.fixture(scope="module")
def world(pictures):
    return worlds.world(pictures, "words", videos=3, frames=8)


def test_a_dataset_is_read_back_as_it_was_written(pictures, tmp_path):
    world = worlds.world(pictures, "mix", videos=5, frames=8)
    save(world, tmp_path / "d.npz")
    again = load(tmp_path / "d.npz")
    assert again.fingerprint() == world.fingerprint()
    for left, right in zip(again, world, strict=True):
        assert np.array_equal(left.sequences.frames, right.sequences.frames)
        assert np.array_equal(left.sequences.sound, right.sequences.sound)
        assert np.array_equal(left.asked[0].wanted, right.asked[0].wanted)
        assert left.tags == right.tags


def test_a_dataset_of_a_library_is_the_same_dataset_from_its_file(world, shelved, tmp_path):
    made = build(shelved(world))
    save(made, tmp_path / "d.npz")
    assert load(tmp_path / "d.npz").fingerprint() == made.fingerprint()


def moved(array):
    return np.asarray(array) + np.asarray(0.5, np.asarray(array).dtype)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda e: replace(e, title=moved(e.title)), id="a title"),
        pytest.param(lambda e: replace(e, asked=(Asked(moved(e.asked[0].prompt), e.asked[0].wanted),)), id="a prompt"),
        pytest.param(lambda e: replace(e, asked=(Asked(e.asked[0].prompt, moved(e.asked[0].wanted)),)), id="a moment"),
        pytest.param(lambda e: replace(e, chosen=moved(e.chosen)), id="a choice"),
        pytest.param(lambda e: replace(e, tags={"new": True}), id="a tag"),
        pytest.param(lambda e: replace(e, weight=2.5), id="a weight"),
        *(
            pytest.param(
                lambda e, name=name: replace(
                    e, sequences=replace(e.sequences, **{name: moved(getattr(e.sequences, name))})
                ),
                id=name,
            )
            for name in ("times", "frames", "spoken", "said", "sound", "heard", "prior")
        ),
        pytest.param(
            lambda e: replace(e, sequences=replace(e.sequences, signals={"brightness": np.zeros(8, np.float32)})),
            id="a signal",
        ),
    ],
)
def test_whatever_changes_makes_another_dataset(world, change):
    first, *rest = world.examples
    assert world.like((change(first), *rest)).fingerprint() != world.fingerprint()


def test_where_a_file_lies_makes_no_other_dataset(world):
    first, *rest = world.examples
    assert world.like((replace(first, path="elsewhere.mp4"), *rest)).fingerprint() == world.fingerprint()


@pytest.mark.parametrize("size", [0, 100, 5000], ids=["empty", "a little of it", "half of it"])
def test_a_file_that_is_not_whole_is_refused_in_a_sentence(world, tmp_path, size):
    save(world, tmp_path / "d.npz")
    (tmp_path / "d.npz").write_bytes((tmp_path / "d.npz").read_bytes()[:size])
    with pytest.raises(LibraryDamaged, match=r"is no dataset\. Build one"):
        load(tmp_path / "d.npz")


def test_a_file_with_a_broken_inside_is_refused_in_a_sentence(world, tmp_path):
    save(world, tmp_path / "d.npz")
    content = bytearray((tmp_path / "d.npz").read_bytes())
    content[200:260] = bytes(60)
    (tmp_path / "d.npz").write_bytes(bytes(content))
    with pytest.raises(LibraryDamaged, match="is no dataset"):
        load(tmp_path / "d.npz")
