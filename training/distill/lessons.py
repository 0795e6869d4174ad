"""What the teacher says of every picture and every text, asked once, kept on disk, and brought into one space."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.errors import TrainingImpossible
from vsearch.training.distill.album import Album
from vsearch.training.distill.losses import pair
from vsearch.training.distill.marks import kept, mark
from vsearch.training.distill.teachers import EncoderTeacher, Teacher, looks

Floats = NDArray[np.floating[Any]]

COMMON = 3
"""A text said of this many pictures names a kind; said of fewer, it is a caption."""
ALIKE = 0.8
"""Cosine above which the names of two kinds mean nearly the same."""
HIDDEN = 0.75
"""How much of the teacher's features is hidden while a layer learns from them: with .3 it knows captions by heart."""
PROMPTS = ("{}", "a photo of a {}.", "a picture of {}.")


@dataclass(frozen=True, slots=True)
class Lessons:
    """The teacher's view of an album: unit rows; row n of `features` and `joint` is picture n."""

    features: Tensor
    joint: Tensor
    texts: tuple[str, ...]
    sentences: Tensor
    captions: tuple[tuple[int, ...], ...]
    """Which texts are captions of picture n."""
    kinds: Tensor
    """Which texts name kinds."""
    kind: Tensor
    """Which kind picture n is of, as a place in `kinds`; -1 if nobody said."""
    bridge: nn.Linear | nn.Identity
    """From sentence vectors into the joint space."""
    classes: Tensor
    """Sentence vectors of the teacher's own classes; none if it has no classes."""
    shares: Tensor
    """How the teacher shares picture n out among its classes."""
    held: NDArray[np.int64]
    """Rows that nothing learns from: they measure what was learned."""
    rows: NDArray[np.int64]
    """All other rows."""


def lessons(
    album: Album, teacher: Teacher, extra: Sequence[str], folder: Path, width: int, held_out: int = 500
) -> Lessons:
    """Ask the teacher about every picture and text, or take what it said in an earlier run."""
    counts: dict[str, int] = {}
    for said in album.words:
        for text in said:
            counts[text] = counts.get(text, 0) + 1
    texts = tuple(dict.fromkeys([*counts, *extra]))
    if not texts:
        raise TrainingImpossible(
            "There is not one word to learn from. Give pictures with captions, or a list of texts."
        )
    if len(counts) < 2 and not isinstance(teacher, EncoderTeacher):
        raise TrainingImpossible(
            f"This teacher reads in another space than it sees in, and nothing connects the two: {len(counts)} texts "
            "are said of pictures. Give pictures with captions or labels, or name an encoder as the teacher."
        )
    place = {text: n for n, text in enumerate(texts)}
    common = {text: n for n, text in enumerate(t for t, count in counts.items() if count >= COMMON)}
    captions = tuple(tuple(place[t] for t in said if t not in common) for said in album.words)
    kind = [next((common[t] for t in said if t in common), -1) for said in album.words]
    kinds = torch.tensor([place[t] for t in common], dtype=torch.long)
    spec = teacher.spec
    both = _answers(folder / "features.npy", mark(album.of, asdict(spec)), lambda: _see(album, teacher))
    seen, shares = np.split(both, [both.shape[1] - len(spec.classes)], 1)
    asked = mark(texts, list(common), asdict(spec))
    read = _answers(folder / "sentences.npy", asked, lambda: _read(texts, set(common), teacher))
    held, rows = split(captions, held_out, album.crops)
    features, sentences = _standard(seen), torch.from_numpy(read).float()
    joint: Tensor = F.normalize(torch.from_numpy(seen).float(), dim=-1)
    bridge: nn.Linear | nn.Identity = nn.Identity()
    if not isinstance(teacher, EncoderTeacher):
        joint, bridge = align(features, sentences, captions, torch.tensor(kind), kinds, width, rows)
    names = [name.split(",")[0] for name in spec.classes]
    classes = torch.from_numpy(_read(names, set(names), teacher)).float() if names else sentences[:0]
    of_kind, shared = torch.tensor(kind), torch.from_numpy(shares)
    return Lessons(features, joint, texts, sentences, captions, kinds, of_kind, bridge, classes, shared, held, rows)


def align(
    features: Tensor,
    sentences: Tensor,
    captions: Sequence[Sequence[int]],
    kind: Tensor,
    kinds: Tensor,
    width: int,
    rows: NDArray[np.int64],
    steps: int = 1000,
) -> tuple[Tensor, nn.Linear]:
    """Fit a linear layer on each side that brings both together; gives the joint rows and the texts' layer."""
    said = [list(c) or ([int(kinds[k])] if k >= 0 else []) for c, k in zip(captions, kind.tolist(), strict=True)]
    rows = np.asarray([n for n in rows if said[n]])
    torch.manual_seed(0)  # a run that goes on where it was must find the same space again
    see, read = nn.Linear(features.shape[1], width), nn.Linear(sentences.shape[1], width)
    sharpness = nn.Parameter(torch.tensor(3.0))
    heads = {"params": [*see.parameters(), *read.parameters()], "weight_decay": 0.3}
    optimizer = torch.optim.AdamW([heads, {"params": [sharpness], "weight_decay": 0.0}], lr=1.5e-3)
    slowing = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, steps)
    rng = np.random.default_rng(0)
    for _ in range(steps):
        # One picture for each text: two pictures of a kind would be each other's wrong answer.
        drawn = {said[r][rng.integers(len(said[r]))]: r for r in rng.choice(rows, min(768, len(rows)), replace=False)}
        pictures = see(F.dropout(features[list(drawn.values())], HIDDEN))
        texts = F.normalize(read(sentences[list(drawn)]), dim=-1)
        loss = pair(F.normalize(pictures, dim=-1), texts, sharpness.exp().clamp(max=50))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        slowing.step()
    with torch.no_grad():
        return F.normalize(see(features), dim=-1), read.requires_grad_(False)


def split(
    captions: Sequence[Sequence[int]], held_out: int, crops: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows that are held out (captioned, at most a tenth of them all) and rows to learn from; the same every time.

    Crops come after their picture; those of one that is held out are in neither.
    """
    order = np.random.default_rng(0).permutation(len(captions))
    captioned = [row for row in order if captions[row]]
    held = np.sort(captioned[: min(held_out, len(captioned) // 10)]).astype(np.int64)
    rows = np.arange(len(captions))
    return held, rows[~np.isin(rows - rows % (1 + crops), held)]


def alike(kinds: Tensor) -> Tensor:
    """Which kinds have names that mean nearly the same as another's, from their sentence vectors."""
    unit = F.normalize(kinds, dim=-1)
    return (unit @ unit.T > ALIKE).fill_diagonal_(False)


def _see(album: Album, teacher: Teacher) -> Floats:
    return np.concatenate([np.concatenate(rows, 1).astype(np.float16) for rows in looks(teacher, album.pixels)])


def _read(texts: Sequence[str], kinds: set[str], teacher: Teacher) -> Floats:
    rows = np.asarray(teacher.read(texts), np.float32)
    named = [n for n, text in enumerate(texts) if text in kinds]
    if named:
        prompts = [prompt.format(texts[n]) for n in named for prompt in PROMPTS]
        means = np.asarray(teacher.read(prompts), np.float32).reshape(len(named), len(PROMPTS), -1).mean(1)
        rows[named] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return rows


def _standard(seen: Floats) -> Tensor:
    """Centred and scaled by column, so that no few strong features drown the rest; of unit length."""
    features = torch.from_numpy(seen).float()
    return F.normalize((features - features.mean(0)) / (features.std(0, correction=0) + 0.05), dim=-1)


def _answers(path: Path, of: str, ask: Callable[[], Floats]) -> Floats:
    answers: Floats = np.load(kept(path, of, lambda path: np.save(path, ask())))
    return answers
