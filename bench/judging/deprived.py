"""What a rule's tower is worth without what its rule needs: without a modality of the videos, or without motion."""

import os
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bench.judging.rows import Row, interval
from vsearch.retrieval.tower.prior import prior
from vsearch.retrieval.tower.sequences import Sequences
from vsearch.training.datasets import split
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.evaluation import metrics
from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.evaluation.evaluate import Evaluation, deciding
from vsearch.training.tower.batches import without
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.predict import predict
from vsearch.training.tower.train import Learned

FOLDS = int(os.environ.get("FOLDS", "5"))
PLAN = Plan(tasks=("thumbnail",), epochs=12, width=96, depth=1, batch=32, rate=2e-3, patience=6)
NEEDS = {"words": "title", "transcript": "transcript", "sound": "sound"}
"""What a rule cannot be found out without; what a taste is for can be seen in the frames too."""


def deprived(world: Dataset, towers: Sequence[Learned], modality: str) -> list[NDArray[np.float32]]:
    """Curves out of fold when a modality is taken from the videos that are judged."""
    curves: dict[int, NDArray[np.float32]] = {}
    for rows, learned in zip(split.folds(world, FOLDS, seed=PLAN.seed), towers, strict=True):
        bare = world.only(rows)
        bare = bare.like(tuple(replace(e, sequences=lacking(e.sequences, modality)) for e in bare))
        made = predict(learned.tower, bare, learned.scale)
        curves |= {int(row): p.near for row, p in zip(rows, made, strict=True)}
    return [curves[row] for row in range(len(world))]


def lacking(video: Sequences, modality: str) -> Sequences:
    """The video without a modality; without its title, its prior is what its frames say alone."""
    bare = without(video, modality)
    if modality == "title":
        bare = replace(bare, prior=prior(None, np.asarray(video.frames, np.float32)).reshape(-1))
    return bare


def fallen(rule: str, world: Dataset, bare: Sequence[NDArray[np.float32]], report: Evaluation, whole: float) -> Row:
    """Whether the tower falls back to the prior without what its rule needs: of its gain at most a quarter is left.

    Without a title the prior is the centroid of the frames.
    """
    rival = "centroid" if NEEDS[rule] == "title" else PRIOR
    left = metrics.paired(deciding(world, bare), report.values[rival]).gain
    name = f"{rule}: without its {NEEDS[rule]}, over the prior without it"
    return name, f"{interval(left)} of {whole:+.3f}", "at most a quarter left", left.low <= max(0.0, whole / 4)


def stirred(world: Dataset, ours: Sequence[float]) -> Row:
    """A tower that knows how frames move against one that was trained and is judged without."""
    bare = tuple(replace(e, sequences=without(e.sequences, "motion")) for e in world)
    made, _ = crossvalidate(replace(world, examples=bare, motion_width=0), PLAN, FOLDS)
    gain = metrics.paired(ours, firsts(world, [p.near for p in made])).gain
    return "lively: tower with motion over tower without, hit@1", interval(gain), "interval > 0", gain.low > 0


def firsts(world: Dataset, curves: Sequence[NDArray[np.float32]]) -> tuple[float, ...]:
    """hit@1 of each video."""
    return tuple(metrics.hit(curve, e.chosen, 1) for curve, e in zip(curves, world, strict=True))
