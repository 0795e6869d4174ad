"""What a tower says of videos: vectors, saliency curves, tags; and one figure for how good that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vsearch.nouns import Vectors
from vsearch.retrieval.tower.sequences import inputs
from vsearch.training.datasets.dataset import Dataset, Example
from vsearch.training.evaluation import metrics
from vsearch.training.tower.batches import SignalScale, batch, full
from vsearch.training.tower.network import Tower

Curve = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is said of one video: nearness of each frame to its vector, a curve a prompt, a logit a tag."""

    vector: Vectors
    near: Curve
    asked: tuple[Curve, ...]
    tags: Curve


def predict(tower: Tower, dataset: Dataset, scale: SignalScale, size: int = 32) -> list[Prediction]:
    """Predictions for all examples, in order; videos of a length share a batch."""
    found: list[Prediction | None] = [None] * len(dataset)
    order = sorted(range(len(dataset)), key=lambda row: len(dataset.examples[row].chosen))
    tower.eval()
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        examples = [dataset.examples[row] for row in rows]
        for row, made in zip(rows, _fitting(tower, examples, dataset, scale), strict=True):
            found[row] = made
    return [made for made in found if made]


def _fitting(tower: Tower, examples: list[Example], dataset: Dataset, scale: SignalScale) -> list[Prediction]:
    """Predictions of one batch, or of its halves where the memory does not hold it."""
    try:
        return _some(tower, examples, dataset, scale)
    except (MemoryError, RuntimeError) as error:
        if len(examples) == 1 or not full(error):
            raise
    middle = len(examples) // 2
    return [made for part in (examples[:middle], examples[middle:]) for made in _fitting(tower, part, dataset, scale)]


@torch.inference_mode()
def _some(tower: Tower, examples: list[Example], dataset: Dataset, scale: SignalScale) -> list[Prediction]:
    device = tower.gate.device
    most = max(1, *(len(example.asked) for example in examples))
    curves: list[list[Curve]] = [[] for _ in examples]
    vectors, logits = np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32)
    for number in range(most):
        asks = [number if number < len(example.asked) else -1 for example in examples]
        fed = {name: part.to(device) for name, part in batch(examples, dataset, scale, asks).items()}
        vector, saliency, tags = tower(fed)
        if number == 0:
            vectors, logits = vector.cpu().numpy(), tags.cpu().numpy()[:, : len(dataset.tags)]
        for row, example in enumerate(examples):
            if asks[row] >= 0:
                curves[row].append(spread(saliency[row].cpu().numpy(), example, dataset))
    return [
        Prediction(vector, nearness(example, vector), tuple(curve), named)
        for example, vector, curve, named in zip(examples, vectors, curves, logits, strict=True)
    ]


def nearness(example: Example, vector: Vectors) -> Curve:
    """How near each frame of a video is to a vector."""
    near: Curve = np.asarray(example.sequences.frames, np.float32) @ vector
    return near


def spread(curve: Curve, example: Example, dataset: Dataset) -> Curve:
    """A value a token as a value a frame, between the tokens' times."""
    times = inputs(example.sequences, dataset.signals, dataset.widths)["times"][:, 0]
    if len(times) == len(example.chosen):
        return curve[: len(times)]
    own = example.sequences.times / example.sequences.duration
    return np.interp(own, times, curve[: len(times)]).astype(np.float32)


def score(tower: Tower, dataset: Dataset, scale: SignalScale, tasks: Sequence[str]) -> float:
    """One figure to stop by: the mean over the tasks of how well what was chosen is ranked."""
    made = predict(tower, dataset, scale)
    reached = []
    if "thumbnail" in tasks:
        known = [(p.near, e) for p, e in zip(made, dataset, strict=True) if e.labelled]
        ranks = [metrics.ndcg(near, example.chosen) for near, example in known]
        shares = [example.weight for _, example in known]
        reached.append(float(np.average(ranks, weights=shares)) if known else 0.0)
    if "highlight" in tasks:
        pairs = [
            (c, a.wanted) for p, e in zip(made, dataset, strict=True) for c, a in zip(p.asked, e.asked, strict=True)
        ]
        reached.append(float(np.mean([metrics.ndcg(c, wanted) for c, wanted in pairs])) if pairs else 0.0)
    if "tags" in tasks:
        reached.append(_named(made, dataset))
    return float(np.mean(reached)) if reached else 0.0


def _named(made: list[Prediction], dataset: Dataset) -> float:
    ranks = [
        metrics.ndcg(p.tags, np.array([float(e.tags.get(tag, False)) for tag in dataset.tags], np.float32))
        for p, e in zip(made, dataset, strict=True)
        if any(e.tags.get(tag, False) for tag in dataset.tags)
    ]
    return float(np.mean(ranks)) if ranks else 0.0
