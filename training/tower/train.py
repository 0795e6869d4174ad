"""Training, from top to bottom: examples and a plan in, the best tower seen on held-out videos out."""

import copy
import math
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vsearch.errors import TrainingImpossible
from vsearch.retrieval.tower.sequences import Sequences
from vsearch.training.datasets.dataset import Dataset, Example
from vsearch.training.tower import checkpoints, losses, predict
from vsearch.training.tower.batches import (
    MODALITIES,
    SignalScale,
    answers,
    batch,
    device,
    full,
    sampled,
    shuffled,
    without,
)
from vsearch.training.tower.network import Tower, follow
from vsearch.training.tower.plan import TASKS, Epoch, Plan, TrainingProgress, Watch, unwatched

QUICK = 20
"""How much quicker gates and scales are learned than the rest."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A trained tower with what is needed to use it, and how it went."""

    tower: Tower
    scale: SignalScale
    plan: Plan
    history: tuple[Epoch, ...]
    best: int
    notes: tuple[str, ...] = ()


def learn(
    dataset: Dataset,
    check: Dataset,
    plan: Plan,
    run: Path | None = None,
    *,
    resume: bool = False,
    watch: Watch = unwatched,
    dreams: Mapping[str, Sequences] | None = None,
) -> Learned:
    """Train a tower on `dataset`, stopping by its score on `check`; checkpoints go to the folder `run`.

    `dreams` are videos with imagined sound: now and then one takes the place of the real one.
    """
    torch.manual_seed(plan.seed)
    dice = np.random.default_rng(plan.seed)
    tasks = _tasks(dataset, plan)
    place = device()
    tower, blend, scale = (
        Tower(plan.shape(dataset)).to(place),
        losses.TaskWeights(tasks).to(place),
        SignalScale.of(dataset),
    )
    tower.tags.bias.data[: len(dataset.tags)] = _odds(dataset).to(place)
    optimiser = _optimiser(tower, blend, plan)
    smooth = copy.deepcopy(tower)
    parts: dict[str, Any] = {"tower": tower, "smooth": smooth, "blend": blend, "optimiser": optimiser}
    parts |= {"best": {}, "size": plan.batch}
    file = run / "checkpoint.pt" if run else None
    key = checkpoints.key(plan, dataset.fingerprint())
    history, kept = checkpoints.load(file, parts, key, dice) if file and resume else ([], {})
    best = kept.get("best") or checkpoints.weights(smooth)
    size, notes = kept.get("size", plan.batch), [epoch.note for epoch in history if epoch.note]
    history = history or [Epoch(0, {}, predict.score(smooth, check, scale, tasks), 0.0)]
    while len(history) <= plan.epochs and _stale(history) < plan.patience:
        start = time.monotonic()
        _slow(optimiser, plan, len(history))
        try:
            spent = _epoch(
                dataset, plan, (tower, smooth), blend, optimiser, scale, dice, size, len(history), dreams or {}
            )
            note = ""
        except (MemoryError, RuntimeError) as error:  # torch's own is one of the second kind
            size, note = _halved(error, size)
            spent = {}
        notes += [note] if note else []
        reached = history[-1].score if note else predict.score(smooth, check, scale, tasks)
        history.append(Epoch(len(history), spent, reached, time.monotonic() - start, note))
        best = best if _stale(history) else checkpoints.weights(smooth)
        if file:
            checkpoints.save(file, {**parts, "best": best, "size": size}, history, key, dice)
        watch(TrainingProgress(plan, tuple(history), notes=tuple(notes)))
    smooth.load_state_dict(best)
    top = max(range(len(history)), key=lambda number: history[number].score)
    return Learned(smooth.eval().cpu(), scale, plan, tuple(history), top, tuple(notes))


def _tasks(dataset: Dataset, plan: Plan) -> tuple[str, ...]:
    """What of the plan there is anything to learn from."""
    if tasks := tuple(task for task in dataset.tasks() if not plan.tasks or task in plan.tasks):
        return tasks
    wanted = " or ".join(plan.tasks or TASKS)
    raise TrainingImpossible(
        f"None of the {len(dataset)} videos to learn from has a choice of {wanted}. Add choices for other videos."
    )


def _epoch(
    dataset: Dataset,
    plan: Plan,
    towers: tuple[Tower, Tower],
    blend: losses.TaskWeights,
    optimiser: torch.optim.Optimizer,
    scale: SignalScale,
    dice: np.random.Generator,
    size: int,
    number: int,
    dreams: Mapping[str, Sequences],
) -> dict[str, float]:
    """One pass over all examples; the mean loss of each task. The second tower follows as the mean of about a pass."""
    tower, smooth = towers
    tower.train()
    rarity = losses.balance(answers(dataset.examples, dataset.tags)).to(tower.gate.device)
    spent: dict[str, list[float]] = defaultdict(list)
    for step, rows in enumerate(shuffled(len(dataset), size, dice)):
        examples = [_thinned(dataset.examples[row], plan, dice, dreams) for row in rows]
        parts = _losses(tower, blend, examples, dataset, scale, rarity, dice)
        total = blend(parts)
        if not torch.isfinite(total):
            ids = ", ".join(example.id for example in examples[:4])
            raise TrainingImpossible(
                f"The loss of batch {step + 1} of epoch {number} is not a number; its videos begin with {ids}. "
                "Training stopped and the last good checkpoint is kept.",
                "slower-rate",
            )
        optimiser.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        optimiser.step()
        follow(smooth, tower, len(rows) / len(dataset))
        for task, loss in parts.items():
            spent[task].append(loss.item())
    return {task: float(np.mean(values)) for task, values in spent.items()}


def _losses(
    tower: Tower,
    blend: losses.TaskWeights,
    examples: list[Example],
    dataset: Dataset,
    scale: SignalScale,
    rarity: Tensor,
    dice: np.random.Generator,
) -> dict[str, Tensor]:
    asks = [int(dice.integers(len(example.asked))) if example.asked else -1 for example in examples]
    fed = {name: part.to(rarity.device) for name, part in batch(examples, dataset, scale, asks).items()}
    vector, saliency, logits = tower(fed)
    parts = {}
    if "thumbnail" in blend.noise:
        parts["thumbnail"] = losses.pointing(
            vector, fed["frames"], fed["frame_mask"], fed["chosen"], tower.heat, fed["weight"]
        )
    if "highlight" in blend.noise:
        parts["highlight"] = losses.ranking(saliency, fed["frame_mask"], fed["wanted"], fed["known"])
    if "tags" in blend.noise:
        parts["tags"] = losses.naming(logits, answers(examples, dataset.tags).to(rarity.device), rarity)
    return parts


def _thinned(example: Example, plan: Plan, dice: np.random.Generator, dreams: Mapping[str, Sequences]) -> Example:
    """The example with some of its frames, and now and then without one of its modalities."""
    example = sampled(example, plan.frames, dice)
    video = example.sequences
    for modality in MODALITIES if len(video.motion) else MODALITIES[:-1]:
        if dice.random() < plan.missing:
            video = without(video, modality)
            if modality == "sound" and example.id in dreams and dice.random() < 0.5:
                dream = dreams[example.id]
                video = replace(video, sound=dream.sound, heard=dream.heard, surprise=dream.surprise)
    return replace(example, sequences=video)


def _optimiser(tower: Tower, blend: losses.TaskWeights, plan: Plan) -> torch.optim.Optimizer:
    quick = [tower.gate, tower.lean, tower.near, tower.asked, tower.heat, *blend.parameters()]
    if tower.shape.attention == "words":
        quick += [tower.look.trust, tower.look.sure]
    known = {id(weight) for weight in quick}
    rest = [weight for weight in tower.parameters() if id(weight) not in known]
    return torch.optim.AdamW(
        [
            {"params": rest, "lr": plan.rate, "weight_decay": plan.decay},
            {"params": quick, "lr": plan.rate * QUICK, "weight_decay": 0.0},
        ],
        fused=True,  # one step over all weights instead of ten small ones a weight: an eighth of the time
    )


def _slow(optimiser: torch.optim.Optimizer, plan: Plan, number: int) -> None:
    """Half a cosine over the epochs, never under a twentieth."""
    for group, rate in zip(optimiser.param_groups, (plan.rate, plan.rate * QUICK), strict=True):
        group["lr"] = rate * max(0.05, 0.5 + 0.5 * math.cos(math.pi * (number - 1) / plan.epochs))


def _stale(history: list[Epoch]) -> int:
    """How many epochs ago the best one was."""
    scores = [epoch.score for epoch in history]
    return len(scores) - 1 - int(np.argmax(scores))


def _odds(dataset: Dataset) -> Tensor:
    """How common each tag is, as logits: where the tag head begins."""
    known = answers(dataset.examples, dataset.tags)
    share = ((known == 1).sum(0) + 0.5) / ((known >= 0).sum(0) + 1)
    return torch.logit(share.clamp(0.01, 0.99))


def _halved(error: BaseException, size: int) -> tuple[int, str]:
    """A smaller batch after the memory ran out; any other trouble is passed on."""
    if not full(error):
        raise error
    if size == 1:
        raise TrainingImpossible("The memory does not hold even one video.", "smaller-tower") from error
    if torch.cuda.is_available():
        torch.cuda.empty_cache()  # what the large batch took in pieces, the small one may need whole
    return size // 2, f"Memory ran out with {size} videos a batch: trained on with {size // 2}."
