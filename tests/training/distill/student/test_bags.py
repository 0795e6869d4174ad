import torch
from torch.nn import functional as F

from vsearch.training.distill.student.bags import begin, regress
from vsearch.training.distill.student.towers import TextShape, TextTower


def material():
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1, 30, (400, 6), generator=generator)
    ids[:, 4:] *= torch.randint(0, 2, (400, 2), generator=generator).cummin(1).values
    truth = torch.randn(30, 12, generator=generator)
    real = (ids > 0).float()[..., None]
    return ids, (truth[ids] * real).sum(1) / real.sum(1), truth


def test_words_are_found_from_the_means_of_their_texts():
    ids, sentences, truth = material()
    assert F.cosine_similarity(regress(ids, sentences, 30)[1:], truth[1:], dim=-1).min() > 0.98


def test_a_tower_begins_as_the_mean_of_its_words():
    ids, sentences, _ = material()
    tower = TextTower(TextShape(30, 6, 16, 2, 2, 12, 8))
    begin(tower, ids, F.normalize(sentences, dim=-1))
    assert F.cosine_similarity(tower(ids), sentences, dim=-1).mean() > 0.95


def test_a_narrow_tower_keeps_the_strongest_directions():
    ids, sentences, _ = material()
    tower = TextTower(TextShape(30, 6, 8, 1, 2, 12, 8))
    begin(tower, ids, F.normalize(sentences, dim=-1))
    assert F.cosine_similarity(tower(ids), sentences, dim=-1).mean() > 0.6
