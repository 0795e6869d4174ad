"""The joint space: a linear layer on what the teachers see and one on what is read, which bring both together."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.training.distill.features import Features
from vsearch.training.distill.losses import agree, name, pair
from vsearch.training.distill.words import Said

HIDDEN = 0.75
"""How much of the teachers' features is hidden while a layer learns from them: with .3 it knows captions by heart."""
BATCH, KINDS, CLASSES = 768, 0.5, 0.2
"""Views of a step; what naming kinds and the teachers' own classes weigh beside captions."""
SHARP = 50.0


def align(
    features: Features, words: Said, sentences: Tensor, classes: Tensor, places: NDArray[np.int64], width: int,
    steps: int = 900,
) -> tuple[nn.Linear, nn.Linear]:  # fmt: skip
    """Fit both layers on the views at `places`; gives the one for pictures and the one for sentences."""
    device = sentences.device
    torch.manual_seed(0)  # a run that goes on where it was must find the same space again
    see, read = (nn.Linear(wide, width, device=device) for wide in (features.width, sentences.shape[1]))
    sharpness = nn.Parameter(torch.tensor(3.0, device=device))
    heads = {"params": [*see.parameters(), *read.parameters()], "weight_decay": 0.3}
    optimizer = torch.optim.AdamW([heads, {"params": [sharpness], "weight_decay": 0.0}], lr=1.5e-3)
    slowing = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, steps)
    rng, whole = np.random.default_rng(0), places[places < len(words.counts)]
    captioned, known = whole[words.counts[whole] > 0], whole[words.kind[whole] >= 0]
    kinds = sentences[_on(words.kinds, device)]
    none = torch.zeros(len(kinds), len(kinds), dtype=torch.bool, device=device)

    def seen(rows: NDArray[np.int64]) -> Tensor:
        return F.normalize(see(F.dropout(torch.cat(features.taken(_on(rows, device)), 1), HIDDEN)), dim=-1)

    for _ in range(steps):
        losses, sharp = [], sharpness.exp().clamp(max=SHARP)
        if len(captioned) > 1:
            rows = rng.choice(captioned, min(BATCH, len(captioned)), replace=False)
            texts = F.normalize(read(sentences[_on(words.caption(rows, rng), device)]), dim=-1)
            losses.append(pair(seen(rows), texts, sharp))
        if len(known) and len(kinds) > 1:
            rows = rng.choice(known, min(BATCH // 2, len(known)), replace=False)
            weight = KINDS if losses else 1.0
            losses.append(
                weight * name(seen(rows), F.normalize(read(kinds), dim=-1), _on(words.kind[rows], device), none, sharp)
            )
        if len(classes):
            rows = rng.choice(places, min(BATCH // 2, len(places)), replace=False)
            losses.append(
                CLASSES * agree(seen(rows), features.shares(_on(rows, device)), F.normalize(read(classes), dim=-1))
            )
        optimizer.zero_grad()
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        slowing.step()
    return see.requires_grad_(False), read.requires_grad_(False)


def _on(values: NDArray[np.int64], device: torch.device) -> Tensor:
    return torch.from_numpy(values).to(device)
