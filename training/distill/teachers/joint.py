"""The joint space: a linear layer on what the teachers see and one on what is read, which bring both together."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.training.distill.losses import agree, name, pair
from vsearch.training.distill.marks import kept
from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.words import SaidTexts

HIDDEN = 0.75
"""How much of the teachers' features is hidden while a layer learns from them: with .3 it knows captions by heart."""
BATCH, KINDS, CLASSES = 768, 0.5, 0.2
"""Views of a step; what naming kinds and the teachers' own classes weigh beside captions."""
SHARP = 50.0


class Pairs:
    """Views at some places of the bank, and what is to lie near them: captions, names of kinds, classes."""

    def __init__(
        self, features: Features, words: SaidTexts, sentences: Tensor, classes: Tensor, places: NDArray[np.int64]
    ) -> None:
        self._features, self._words, self._sentences, self._classes = features, words, sentences, classes
        whole, self._places = places[places < len(words.counts)], places
        self._captioned, self._known = whole[words.counts[whole] > 0], whole[words.kind[whole] >= 0]
        self._kinds = sentences[self._on(words.kinds)]

    def losses(self, see: nn.Linear, read: nn.Linear, sharp: Tensor, rng: np.random.Generator) -> Iterator[Tensor]:
        """One batch of each sort of which there is any."""
        if len(self._captioned) > 1:
            rows = rng.choice(self._captioned, min(BATCH, len(self._captioned)), replace=False)
            texts = self._sentences[self._on(self._words.caption(rows, rng))]
            yield pair(self._seen(see, rows), F.normalize(read(texts), dim=-1), sharp)
        if len(self._known) and len(self._kinds) > 1:
            rows = rng.choice(self._known, min(BATCH // 2, len(self._known)), replace=False)
            kinds, truth = F.normalize(read(self._kinds), dim=-1), self._on(self._words.kind[rows])
            apart = torch.zeros(len(kinds), len(kinds), dtype=torch.bool, device=kinds.device)
            yield KINDS * name(self._seen(see, rows), kinds, truth, apart, sharp)
        if len(self._classes):
            rows = rng.choice(self._places, min(BATCH // 2, len(self._places)), replace=False)
            shares = self._features.shares(self._on(rows))
            yield CLASSES * agree(self._seen(see, rows), shares, F.normalize(read(self._classes), dim=-1))

    def _seen(self, see: nn.Linear, rows: NDArray[np.int64]) -> Tensor:
        return F.normalize(see(F.dropout(torch.cat(self._features.taken(self._on(rows)), 1), HIDDEN)), dim=-1)

    def _on(self, values: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(values).to(self._sentences.device)


def align(
    features: Features, words: SaidTexts, sentences: Tensor, classes: Tensor, places: NDArray[np.int64], width: int,
    steps: int = 900,
) -> tuple[nn.Linear, nn.Linear]:  # fmt: skip
    """Fit both layers on the views at `places`; gives the one for pictures and the one for sentences."""
    device, rng = sentences.device, np.random.default_rng(0)
    torch.manual_seed(0)  # a run that goes on where it was must find the same space again
    see, read = (nn.Linear(wide, width, device=device) for wide in (features.width, sentences.shape[1]))
    sharpness = nn.Parameter(torch.tensor(3.0, device=device))
    heads = {"params": [*see.parameters(), *read.parameters()], "weight_decay": 0.3}
    optimizer = torch.optim.AdamW([heads, {"params": [sharpness], "weight_decay": 0.0}], lr=1.5e-3)
    slowing = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, steps)
    pairs = Pairs(features, words, sentences, classes, places)
    for _ in range(steps):
        losses = list(pairs.losses(see, read, sharpness.exp().clamp(max=SHARP), rng))
        optimizer.zero_grad()
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        slowing.step()
    return see.requires_grad_(False), read.requires_grad_(False)


def kept_layers(
    path: Path, of: str, fit: Callable[[], tuple[nn.Linear, nn.Linear]], device: torch.device
) -> tuple[nn.Linear, nn.Linear]:
    """Both layers as an earlier run fitted them of the same, else fitted now."""
    kept(path, of, lambda path: torch.save([layer.state_dict() for layer in fit()], path))
    see, read = (_layer(state, device) for state in torch.load(path, weights_only=True))
    return see, read


def _layer(state: dict[str, Tensor], device: torch.device) -> nn.Linear:
    out, wide = state["weight"].shape
    layer = nn.Linear(wide, out, device=device).requires_grad_(False)
    layer.load_state_dict(state)
    return layer
