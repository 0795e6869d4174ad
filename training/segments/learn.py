"""Training of a network of seconds, from top to bottom: whole videos in, a network out."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vsearch.indexer.segments.finders.classifier import Shares
from vsearch.indexer.segments.seconds import INPUTS, Seconds
from vsearch.nouns import Segment
from vsearch.sounds.mel import PER_SECOND
from vsearch.training.segments.network import NETWORKS, PlainLSTM, SecondsNetwork, SecondsShape

BODY = "body"
UNKNOWN = -1
"""The class of a second that nobody told."""

Truth = NDArray[np.int64]
Network = SecondsNetwork | PlainLSTM

CLASSES: Mapping[str, tuple[str, ...]] = {"attention": (BODY, *Segment.KINDS), "lstm": (BODY, "intro")}
"""What each model tells apart; the prior work's knows one class."""

_TOGETHER = 12_000
"""Seconds of video in a batch at most, with what fills it up: what bounds memory."""
_HIDDEN = 0.15
"""Share of videos whose sound is hidden in a step, and of those whose vectors are: a video may lack either."""
_BALANCE = 0.5
"""The power by which rarer classes weigh more: 1 would make a second of an ident worth fifty of the story."""


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """How a network is trained."""

    model: str = "attention"
    epochs: int = 30
    batch: int = 8
    rate: float = 3e-3
    seed: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A video to learn from, and what each of its seconds is."""

    seconds: Seconds
    truth: Truth


def learn(lessons: Sequence[Lesson], plan: SegmentPlan) -> Network:
    """A network that learned from whole videos; the same seed gives the same network."""
    torch.manual_seed(plan.seed)
    dice = np.random.default_rng(plan.seed)
    classes = CLASSES[plan.model]
    lessons = [Lesson(one.seconds, narrowed(one.truth, classes)) for one in lessons]
    network = NETWORKS[plan.model](SecondsShape(lessons[0].seconds.pictures.shape[1], classes))
    worth = _balanced([one.truth for one in lessons], len(classes))
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=0.01)
    steps = plan.epochs * sum(1 for _ in _batches(lessons, plan.batch, np.random.default_rng(0)))
    course = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, max(1, steps)))
    network.train()
    for _ in range(plan.epochs):
        for rows in _batches(lessons, plan.batch, dice):
            given, truth, lengths = _stacked([lessons[row] for row in rows], dice)
            logits = network(given, lengths)
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), truth.flatten(), worth, ignore_index=UNKNOWN, label_smoothing=0.02
            )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            course.step()
    return network.eval()


def predict(network: Network, seconds: Seconds) -> Shares:
    """How probable each class is in each second of a video."""
    with torch.inference_mode():
        given = {name: torch.from_numpy(value)[None] for name, value in seconds.arrays().items()}
        return np.asarray(torch.softmax(network(given), 2)[0].numpy(), np.float32)


def truth_of(segments: Sequence[Segment], count: int, unknown: Sequence[Segment] = ()) -> Truth:
    """The class of each second: that of the segment around its middle, unknown in what is doubtful, else the story."""
    told = np.zeros(count, np.int64)
    at = np.arange(count) + 0.5
    for one in unknown:
        told[(at >= one.span.start) & (at < one.span.end)] = UNKNOWN
    for one in segments:
        told[(at >= one.span.start) & (at < one.span.end)] = 1 + Segment.KINDS.index(one.kind)
    return told


def narrowed(truth: Truth, classes: Sequence[str]) -> Truth:
    """The truth in a model's own classes: what it does not know is the story."""
    own = np.array([classes.index(kind) if kind in classes else 0 for kind in (BODY, *Segment.KINDS)])
    return np.where(truth == UNKNOWN, UNKNOWN, own[truth])


def _balanced(truths: Sequence[Truth], classes: int) -> Tensor:
    """A weight for each class, larger for rarer ones; 0 for one that nothing is told of."""
    told = np.concatenate(list(truths))
    counts = np.bincount(told[told >= 0], minlength=classes).astype(np.float64)
    worth = np.where(counts > 0, (counts.sum() / np.maximum(counts, 1)) ** _BALANCE, 0)
    return torch.tensor(worth / worth.max(), dtype=torch.float32)


def _batches(lessons: Sequence[Lesson], size: int, dice: np.random.Generator) -> Iterator[list[int]]:
    """Rows of videos about as long as each other, in any order."""
    lengths = np.array([len(one.truth) for one in lessons])
    order = np.argsort(lengths * dice.uniform(0.8, 1.25, len(lengths)), kind="stable").tolist()
    batches: list[list[int]] = [[]]
    for row in order:
        longest = max(int(lengths[row]), *(int(lengths[other]) for other in batches[-1]), 0)
        if batches[-1] and (len(batches[-1]) >= size or longest * (len(batches[-1]) + 1) > _TOGETHER):
            batches.append([])
        batches[-1].append(row)
    for number in dice.permutation(len(batches)).tolist():
        yield batches[number]


def _stacked(some: Sequence[Lesson], dice: np.random.Generator) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Videos side by side, the shorter ones filled up with what is masked."""
    longest = max(len(one.truth) for one in some)
    truth = np.full((len(some), longest), UNKNOWN, np.int64)
    parts: dict[str, list[NDArray[np.float32]]] = {name: [] for name in INPUTS}
    for n, one in enumerate(some):
        arrays = one.seconds.arrays()
        hidden = dice.random()
        if hidden < 2 * _HIDDEN:
            name = "heard" if hidden < _HIDDEN else "seen"
            arrays[name] = np.zeros_like(arrays[name])
        truth[n, : len(one.truth)] = one.truth
        for name, value in arrays.items():
            wanted = longest * (PER_SECOND if name in ("mel", "heard") else 1)
            filled = np.zeros((wanted, *value.shape[1:]), np.float32)
            filled[: len(value)] = value
            parts[name].append(filled)
    lengths = torch.tensor([len(one.truth) for one in some])
    return {name: torch.from_numpy(np.stack(rows)) for name, rows in parts.items()}, torch.from_numpy(truth), lengths


def _rate(step: int, steps: int) -> float:
    """A short rise, then a cosine down to nothing."""
    rise = max(1, steps // 20)
    return (step + 1) / rise if step < rise else 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))
