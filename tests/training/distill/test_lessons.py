import numpy as np
import torch

from vsearch.training.distill.lessons import align, split

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
