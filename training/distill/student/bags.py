"""A first text tower without any training: word vectors whose means come nearest to the teacher's sentences."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.training.distill.student.towers import Mixer, TextTower

RIDGE, ROUNDS = 0.02, 25
"""How strongly rare words are held near nothing; how many steps of conjugate gradients are taken."""


@torch.no_grad()
def begin(tower: TextTower, ids: Tensor, sentences: Tensor) -> None:
    """Set the tower's words to the ridge regression from bags of tokens to sentences, and its mixing to nothing at all.

    Held-out captions then already lie at a cosine of 0.88 to the teacher's; training goes on from there.
    """
    words = regress(ids, sentences, tower.shape.vocabulary)
    # The strongest directions of the solution fit the tower's width; the sentence layer turns them back.
    _, vectors = torch.linalg.eigh(words.T @ words)
    width = min(tower.shape.width, words.shape[1])
    strongest = vectors.flip(1)[:, :width]
    tower.words.weight.zero_()
    tower.words.weight[:, :width] = words @ strongest
    tower.sentence.weight.zero_()
    tower.sentence.weight[:, :width] = strongest
    for silent in (tower.sentence.bias, tower.places, tower.weigh.weight, tower.weigh.bias):
        silent.zero_()
    for layer in tower.layers:
        assert isinstance(layer, Mixer)
        _silence(layer.out)
        _silence(layer.shrink)


def regress(ids: Tensor, sentences: Tensor, vocabulary: int) -> Tensor:
    """Word vectors (vocabulary, width) that minimise |mean of a text's words − its sentence|² + ridge·|words|²."""
    real = ids > 0
    counts = real.sum(1).clamp(min=1)
    flat, owners = ids[real], torch.arange(len(ids), device=ids.device).repeat_interleave(real.sum(1))
    starts = real.sum(1).cumsum(0) - real.sum(1)

    def means(words: Tensor) -> Tensor:
        return F.embedding_bag(flat, words, starts, mode="mean")

    def back(rows: Tensor) -> Tensor:
        return torch.zeros(vocabulary, rows.shape[1], device=rows.device).index_add_(
            0, flat, (rows / counts[:, None])[owners]
        )

    return _solve(lambda words: back(means(words)) + RIDGE * words, back(sentences))


def _solve(apply: Callable[[Tensor], Tensor], right: Tensor) -> Tensor:
    """Conjugate gradients, every column on its own."""
    found, rest = torch.zeros_like(right), right.clone()
    way, size = rest.clone(), (rest * rest).sum(0)
    for _ in range(ROUNDS):
        applied = apply(way)
        step = size / (way * applied).sum(0).clamp(min=1e-12)
        found += step * way
        rest -= step * applied
        smaller = (rest * rest).sum(0)
        way = rest + smaller / size.clamp(min=1e-12) * way
        size = smaller
    return found


def _silence(layer: nn.Linear) -> None:
    layer.weight.zero_()
    layer.bias.zero_()
