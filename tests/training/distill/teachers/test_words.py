import numpy as np
import pytest

from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.teachers.words import said


def album(*words):
    return Album((), np.zeros(len(words), np.int64), np.arange(len(words)), words)


def test_what_many_pictures_share_is_a_kind_and_the_rest_are_captions():
    known = said(album(("a dog runs", "dog"), ("dog",), ("dog", "a brown dog", "a pet"), ()), ["further"])
    assert known.texts == ("a dog runs", "dog", "a brown dog", "a pet", "further")
    assert known.told == 4
    assert known.counts.tolist() == [1, 0, 2, 0]
    assert known.kinds.tolist() == [1]
    assert known.kind.tolist() == [0, 0, 0, -1]


@pytest.mark.parametrize("row", [0, 2])
def test_a_caption_that_is_drawn_is_one_of_the_picture(row):
    known = said(album(("a", "b"), (), ("c", "d", "e")), [])
    drawn = known.caption(np.full(60, row), np.random.default_rng(0))
    assert {known.texts[n] for n in drawn} == ({"a", "b"} if row == 0 else {"c", "d", "e"})
