"""The last step: both towers stand still, and the two layers into the joint space settle on all the words."""

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from vsearch.training.distill.lessons import PROMPTS
from vsearch.training.distill.losses import name, pair, resemble
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.vocabulary import ids

MOST = 20_000
"""Pictures that are looked at once more; beyond that the two layers learn nothing new."""
DROPPED = 0.2


def settle(student: Student, stage: Stage, tokenizer: Tokenizer, steps: int, rng: np.random.Generator) -> None:
    """Fit the last layers to captions and to the kinds' names in prompts, as the student itself reads them."""
    student.eval()
    rows = rng.permutation(stage.lessons.rows)[:MOST]
    pooled = stage.still(student, rows)
    said, kind = stage.lessons.captions, stage.lessons.kind[torch.from_numpy(rows)]
    captioned = np.asarray([place for place, row in enumerate(rows) if said[row]], np.int64)
    known = np.flatnonzero(kind.numpy() >= 0)
    texts = sorted({text for place in captioned for text in said[rows[place]]})
    where = {text: place for place, text in enumerate(texts)}
    captions, prompts = _read(student, stage.ids[texts]), _read(student, _prompts(stage, tokenizer))
    layers = [*student.image.joint.parameters(), *student.text.joint.parameters()]
    groups = [{"params": layers, "weight_decay": 0.2}, {"params": [student.sharpness], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3)
    slowing = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, max(1, steps))
    for _ in range(steps):
        loss = torch.zeros(())
        if len(captioned) > 1:
            drawn = rng.choice(captioned, min(512, len(captioned)), replace=False)
            own = [said[rows[place]][rng.integers(len(said[rows[place]]))] for place in drawn]
            read = F.normalize(student.text.joint(captions[[where[text] for text in own]]), dim=-1)
            loss = pair(_seen(student, pooled[drawn]), read, student.sharp()) + resemble(read, stage.anchors[own])
        if len(known):
            drawn = rng.choice(known, min(512, len(known)), replace=False)
            choice = prompts[rng.integers(len(PROMPTS)) :: len(PROMPTS)]
            names = F.normalize(student.text.joint(choice), dim=-1)
            loss = loss + name(_seen(student, pooled[drawn]), names, kind[drawn], stage.alike, student.sharp())
        if loss.requires_grad:
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            slowing.step()


def _seen(student: Student, pooled: Tensor) -> Tensor:
    return F.normalize(student.image.joint(F.dropout(pooled, DROPPED)), dim=-1)


@torch.no_grad()
def _read(student: Student, tokens: Tensor) -> Tensor:
    """Sentence vectors, before the last layer."""
    parts = [student.text(part) for part in torch.split(tokens, 512)]
    return torch.cat(parts) if len(tokens) else torch.zeros(0, student.text.shape.sentence)


def _prompts(stage: Stage, tokenizer: Tokenizer) -> Tensor:
    """Token ids of every prompt with every kind's name, prompt after prompt within a kind."""
    names = [stage.lessons.texts[text].split(",")[0].lower() for text in stage.lessons.kinds.tolist()]
    return torch.from_numpy(ids(tokenizer, [p.format(n) for n in names for p in PROMPTS], stage.ids.shape[1]))
