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
from vsearch.training.distill.stages import BANK, KINDS, Stage, Student
from vsearch.training.distill.vocabulary import ids

MOST = 20_000
"""Pictures that are looked at once more; beyond that the two layers learn nothing new."""
DROPPED, DECAY = 0.3, 1.0
"""How much of what the towers say is hidden, and how strongly both layers are held near nothing: they overfit soon."""
BATCH = 512
NEAR = 2.0
"""Weight of staying near the teacher. Without it the words that nobody wrote under a picture drift away."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What both towers say of pictures (`rows`, `pooled`) and of all texts, before their last layers."""

    stage: Stage
    rows: NDArray[np.int64]
    pooled: Tensor
    texts: Tensor
    prompts: Tensor
    """One prompt after another within a kind."""

    def pairs(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Captions and their pictures find each other, and neither leaves its teacher's place."""
        said = self.stage.lessons.captions
        captioned = np.flatnonzero([bool(said[row]) for row in self.rows])
        if len(captioned) < 2:
            return torch.zeros(())
        drawn = rng.choice(captioned, min(BATCH, len(captioned)), replace=False)
        own = [said[self.rows[place]][rng.integers(len(said[self.rows[place]]))] for place in drawn]
        seen, read = self._seen(student, drawn), F.normalize(student.text.joint(self.texts[own]), dim=-1)
        near = resemble(seen, self._taught(drawn)) + resemble(read, self.stage.anchors[own])
        return pair(seen, read, student.sharp()) + NEAR * near

    def names(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Pictures find the names of their kinds, as the student itself reads them in a prompt."""
        kind = self.stage.lessons.kind[torch.from_numpy(self.rows)]
        known = np.flatnonzero(kind.numpy() >= 0)
        if not len(known):
            return torch.zeros(())
        drawn = rng.choice(known, min(BATCH, len(known)), replace=False)
        choice = self.prompts[rng.integers(len(PROMPTS)) :: len(PROMPTS)]
        names = F.normalize(student.text.joint(choice), dim=-1)
        return KINDS * name(self._seen(student, drawn), names, kind[drawn], self.stage.alike, student.sharp())

    def order(self, student: Student, rng: np.random.Generator) -> Tensor:
        """Pictures rank all sorts of texts, as the student reads them, the way the teacher ranks them."""
        drawn = rng.choice(len(self.rows), min(BATCH, len(self.rows)), replace=False)
        bank = self.stage.readable[rng.choice(len(self.stage.readable), min(BANK, len(self.stage.readable)))]
        shares = (SHARPNESS * self._taught(drawn) @ self.stage.anchors[bank].T).softmax(-1)
        return agree(self._seen(student, drawn), shares, F.normalize(student.text.joint(self.texts[bank]), dim=-1))

    def _seen(self, student: Student, places: NDArray[np.intp]) -> Tensor:
        return F.normalize(student.image.joint(F.dropout(self.pooled[places], DROPPED)), dim=-1)

    def _taught(self, places: NDArray[np.intp]) -> Tensor:
        return self.stage.lessons.joint[torch.from_numpy(self.rows[places])]


def settle(student: Student, stage: Stage, tokenizer: Tokenizer, steps: int, rng: np.random.Generator) -> None:
    """Fit the last layers to captions, to kinds and to the teacher's ranking, as the student itself reads them."""
    student.eval()
    spoken = stage.lessons.kind.numpy() >= 0
    spoken |= np.fromiter(map(bool, stage.lessons.captions), bool)
    rows = rng.permutation(stage.lessons.rows)
    rows = rows[np.argsort(~spoken[rows], kind="stable")][:MOST]  # those of which something is said come first
    seat = Seat(
        stage, rows, stage.still(student, rows), _read(student, stage.ids), _read(student, _prompts(stage, tokenizer))
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


@torch.no_grad()
def _read(student: Student, tokens: Tensor) -> Tensor:
    """Sentence vectors, before the last layer."""
    parts = [student.text(part) for part in torch.split(tokens, 512)]
    return torch.cat(parts) if len(tokens) else torch.zeros(0, student.text.shape.sentence)


def _prompts(stage: Stage, tokenizer: Tokenizer) -> Tensor:
    """Token ids of every prompt with every kind's name, prompt after prompt within a kind."""
    names = [stage.lessons.texts[text].split(",")[0].lower() for text in stage.lessons.kinds.tolist()]
    return torch.from_numpy(ids(tokenizer, [p.format(n) for n in names for p in PROMPTS], stage.ids.shape[1]))
