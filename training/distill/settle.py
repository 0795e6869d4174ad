"""The last step: both towers stand still, and the two layers into the joint space settle on all the words."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from vsearch.training.distill.lessons import PROMPTS
from vsearch.training.distill.losses import SHARPNESS, agree, name, pair, resemble
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.vocabulary import ids

MOST = 20_000
"""Views that are looked at once more; beyond that the two layers learn nothing new."""
DROPPED, DECAY = 0.3, 1.0
"""How much of what the towers say is hidden, and how strongly both layers are held near nothing: they overfit soon."""
BATCH, BANK = 512, 768
KINDS, NEAR = 0.8, 5.0
"""Weights of naming kinds, and of staying near the teacher: else words that nobody wrote under a picture drift away."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What both towers say of views (`places`, `pooled`) and of all texts, before their last layers."""

    stage: Stage
    places: NDArray[np.int64]
    pooled: Tensor
    texts: Tensor
    prompts: Tensor
    """One prompt after another within a kind."""

    def pairs(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Captions and their pictures find each other, and neither leaves its teacher's place."""
        said, rows = self.stage.said, self.places[self.stage.taught.bank.whole(self.places)]
        captioned = np.flatnonzero(said.counts[rows] > 0)
        if len(captioned) < 2:
            return torch.zeros((), device=self.stage.device)
        drawn = rng.choice(captioned, min(BATCH, len(captioned)), replace=False)
        own = self.stage.on(said.caption(rows[drawn], rng))
        seen, read = self._seen(student, drawn), F.normalize(student.text.joint(self.texts[own]), dim=-1)
        near = resemble(seen, self._taught(drawn)) + resemble(read, self.stage.anchors[own])
        return pair(seen, read, student.sharp()) + NEAR * near

    def names(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Pictures find the names of their kinds, as the student itself reads them in a prompt."""
        rows = self.places[self.stage.taught.bank.whole(self.places)]
        kind = self.stage.said.kind[rows]
        known = np.flatnonzero(kind >= 0)
        if not len(known):
            return torch.zeros((), device=self.stage.device)
        drawn = rng.choice(known, min(BATCH, len(known)), replace=False)
        choice = self.prompts[rng.integers(len(PROMPTS)) :: len(PROMPTS)]
        names, truth = F.normalize(student.text.joint(choice), dim=-1), self.stage.on(kind[drawn])
        return KINDS * name(self._seen(student, drawn), names, truth, self.stage.alike, student.sharp())

    def order(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Pictures rank all sorts of texts, as the student reads them, the way the teacher ranks them."""
        drawn = rng.choice(len(self.places), min(BATCH, len(self.places)), replace=False)
        bank = self.stage.on(rng.choice(self.stage.readable, min(BANK, len(self.stage.readable))))
        shares = (SHARPNESS * self._taught(drawn) @ self.stage.anchors[bank].T).softmax(-1)
        return agree(self._seen(student, drawn), shares, F.normalize(student.text.joint(self.texts[bank]), dim=-1))

    def _seen(self, student: Student, drawn: NDArray[np.int64]) -> Tensor:
        return F.normalize(student.image.joint(F.dropout(self.pooled[self.stage.on(drawn)], DROPPED)), dim=-1)

    def _taught(self, drawn: NDArray[np.int64]) -> Tensor:
        return self.stage.taught.joint[self.stage.on(self.places[drawn])]


def settle(student: Student, stage: Stage, tokenizer: Tokenizer, steps: int, rng: np.random.Generator) -> None:
    """Fit the last layers to captions, to kinds and to the teacher's ranking, as the student itself reads them."""
    student.eval()
    places = _chosen(stage, rng)
    seat = Seat(
        stage,
        places,
        stage.still(student, places),
        _read(student, stage.ids),
        _read(student, _prompts(stage, tokenizer)),
    )
    layers = [*student.image.joint.parameters(), *student.text.joint.parameters()]
    groups = [{"params": layers, "weight_decay": DECAY}, {"params": [student.sharpness], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3)
    slowing = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, max(1, steps))
    for _ in range(steps):
        loss = seat.pairs(student, rng) + seat.names(student, rng) + seat.order(student, rng)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        slowing.step()


def _chosen(stage: Stage, rng: np.random.Generator) -> NDArray[np.int64]:
    """Views to settle on: whole pictures of which something is said come first, parts of pictures last."""
    said, whole = stage.said, len(stage.said.counts)
    places = rng.permutation(np.concatenate(stage.taught.sources))
    told = places[places < whole]
    told = told[(said.counts[told] > 0) | (said.kind[told] >= 0)]
    chosen = np.concatenate([told, places[~np.isin(places, told)]])[:MOST]
    return np.concatenate([chosen[chosen < whole], chosen[chosen >= whole]])


@torch.no_grad()
def _read(student: Student, tokens: Tensor) -> Tensor:
    """Sentence vectors, before the last layer."""
    made = [student.text(part) for part in torch.split(tokens, 512)]
    return torch.cat(made) if len(tokens) else torch.zeros(0, student.text.shape.sentence, device=tokens.device)


def _prompts(stage: Stage, tokenizer: Tokenizer) -> Tensor:
    """Token ids of every prompt with every kind's name, prompt after prompt within a kind."""
    names = [stage.said.texts[text].split(",")[0].lower() for text in stage.said.kinds]
    rows = ids(tokenizer, [p.format(n) for n in names for p in PROMPTS], stage.ids.shape[1])
    return torch.from_numpy(rows).to(stage.device)
