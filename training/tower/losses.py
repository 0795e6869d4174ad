"""What the tower is taught: to point at the chosen frames, to rank moments, to name tags; weighed by uncertainty."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ALIKE = 0.95
"""Frames nearer than this to a chosen one are chosen too, softly: an editor would not have minded."""


def pointing(
    vector: Tensor, frames: Tensor, mask: Tensor, chosen: Tensor, heat: Tensor, weight: Tensor | None = None
) -> Tensor:
    """InfoNCE of each video's vector: its chosen frames against its other frames, and against all videos' frames.

    With weights it is the weighted mean of the videos (self-normalised inverse propensities, Swaminathan and Joachims,
    2015).
    """
    some = chosen.sum(-1) > 0
    if not some.any():
        return vector.sum() * 0
    target = softened(frames, chosen) * mask
    target = (target / target.sum(-1, keepdim=True).clamp_min(1e-6))[some]
    scale = heat.exp().clamp(max=100)
    near = scale * torch.einsum("vw,onw->von", vector[some], frames) + (mask - 1) * 1e4
    own = near[torch.arange(len(target), device=near.device), some.nonzero()[:, 0]]
    inside = -(target * own.log_softmax(-1)).sum(-1)
    outside = -(target * (own - near.flatten(1).logsumexp(-1, keepdim=True))).sum(-1)
    share = torch.ones_like(inside) if weight is None else weight[some]
    return (share * (inside + 0.2 * outside)).sum() / share.sum()


def softened(frames: Tensor, chosen: Tensor) -> Tensor:
    """Choices, shared with near-duplicates of what was chosen."""
    alike = ((frames @ frames.transpose(1, 2) - ALIKE) / (1 - ALIKE)).clamp(0, 1)
    return torch.maximum(chosen, (alike * chosen[:, None]).amax(-1) * 0.9)


def ranking(saliency: Tensor, mask: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """Pairwise logistic loss: of two frames of a video, the more wanted one scores higher."""
    if not known.any():
        return saliency.sum() * 0
    saliency, mask, wanted = saliency[known], mask[known], wanted[known]
    ahead = (wanted[:, :, None] - wanted[:, None, :]).clamp_min(0) * mask[:, :, None] * mask[:, None, :]
    lost = F.softplus(-8 * (saliency[:, :, None] - saliency[:, None, :])) * ahead
    return (lost.sum((1, 2)) / ahead.sum((1, 2)).clamp_min(1e-6)).mean()


def naming(logits: Tensor, tags: Tensor, weights: Tensor, focus: float = 1.0) -> Tensor:
    """Focal, class-balanced cross-entropy over the tags that are known: 1 yes, 0 no, -1 nobody said."""
    known = (tags >= 0).to(logits.dtype)
    if not known.any():
        return logits.sum() * 0
    yes = tags.clamp_min(0)
    plain = F.binary_cross_entropy_with_logits(logits, yes, reduction="none")
    sure = (logits.sigmoid() * yes + (1 - logits.sigmoid()) * (1 - yes)).clamp(1e-6, 1)
    balanced = yes * weights + (1 - yes)
    return (known * balanced * (1 - sure) ** focus * plain).sum() / known.sum()


def balance(tags: Tensor, beta: float = 0.99) -> Tensor:
    """Class-balanced weights of the rare by the effective number of samples (Cui et al., 2019), at most 10."""
    count = (tags == 1).sum(0).clamp_min(1).to(torch.float32)
    rest = (tags == 0).sum(0).clamp_min(1).to(torch.float32)
    effective = (1 - beta**rest) / (1 - beta**count)
    return effective.clamp(1, 10)


class TaskWeights(nn.Module):
    """A sum of losses whose weights are learned from their noise (Kendall et al., 2018)."""

    def __init__(self, tasks: tuple[str, ...]) -> None:
        super().__init__()
        self.noise = nn.ParameterDict({task: nn.Parameter(torch.zeros(())) for task in tasks})

    def forward(self, losses: dict[str, Tensor]) -> Tensor:
        """The weighted sum."""
        parts = [(-self.noise[task]).exp() * loss + self.noise[task] for task, loss in losses.items()]
        return torch.stack(parts).sum()
