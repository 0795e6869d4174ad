"""What a student is asked to do: resemble its teacher, rank as its teacher ranks, pair pictures with their words."""

import torch
from torch import Tensor
from torch.nn import functional as F

SHARPNESS = 20.0
"""How much similarities are stretched before they become shares: 1 / temperature."""
APART = -50.0
"""A similarity so low that it takes no share: for words too alike to be called wrong, and for oneself."""


def resemble(student: Tensor, teacher: Tensor) -> Tensor:
    """1 − cosine, where the teacher's rows are already of unit length."""
    return (1 - (F.normalize(student, dim=-1) * teacher).sum(-1)).mean()


def rank_alike(student: Tensor, teacher: Tensor, bank: Tensor) -> Tensor:
    """Divergence between the shares that student and teacher give to every row of a bank of texts."""
    return agree(student, (SHARPNESS * teacher @ bank.T).softmax(-1), bank)


def agree(student: Tensor, shares: Tensor, bank: Tensor) -> Tensor:
    """Divergence from shares that somebody gave to every row of a bank of texts."""
    return _diverge(SHARPNESS * student @ bank.T, shares)


def relate(student: Tensor, teacher: Tensor) -> Tensor:
    """Divergence between the shares that student and teacher give to the other pictures of a batch."""
    oneself = APART * torch.eye(len(student), device=student.device)
    return _diverge(SHARPNESS * student @ student.T + oneself, (SHARPNESS * teacher @ teacher.T + oneself).softmax(-1))


def name(student: Tensor, kinds: Tensor, truth: Tensor, alike: Tensor, sharpness: Tensor) -> Tensor:
    """Cross-entropy of naming the right kind; kinds that are `alike` in meaning do not count as wrong."""
    scores = (sharpness * student @ kinds.T).masked_fill(alike[truth], APART)
    return F.cross_entropy(scores, truth)


def pair(pictures: Tensor, texts: Tensor, sharpness: Tensor, others: Tensor | None = None) -> Tensor:
    """Symmetric contrastive loss of pairs; `others` are texts that belong to none of these pictures."""
    scores = sharpness * pictures @ texts.T
    truth = torch.arange(len(pictures), device=pictures.device)
    wide = scores if others is None else torch.cat([scores, sharpness * pictures @ others.T], 1)
    return F.cross_entropy(wide, truth) + F.cross_entropy(scores.T, truth)


def _diverge(scores: Tensor, shares: Tensor) -> Tensor:
    return F.kl_div(F.log_softmax(scores, -1), shares, reduction="none").sum(-1).mean()
