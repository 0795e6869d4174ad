"""Cross-validation: every video judged by a tower that never saw its series."""

from dataclasses import replace

import numpy as np

from vsearch.errors import TrainingImpossible
from vsearch.training import split
from vsearch.training.dataset import Dataset
from vsearch.training.plan import Plan, Progress, Watch, unwatched
from vsearch.training.predict import Prediction, predict
from vsearch.training.train import Learned, learn


def halves(dataset: Dataset, *, seed: int = 0, force: bool = False) -> tuple[Dataset, Dataset]:
    """Videos to learn from, and an eighth to stop by."""
    try:
        parts = split.folds(dataset, 8, seed=seed, force=force)
    except TrainingImpossible:  # one series is left to learn from: stopping by its own videos harms no honest figure
        parts = split.folds(dataset, 8, seed=seed, force=True)
    return dataset.only(np.sort(np.concatenate(parts[1:]))), dataset.only(parts[0])


def crossvalidate(
    dataset: Dataset, plan: Plan, folds: int = 5, *, force: bool = False, watch: Watch = unwatched
) -> tuple[list[Prediction], list[Learned]]:
    """Out-of-fold predictions for every example, in order, and the tower of each fold."""
    found: list[Prediction | None] = [None] * len(dataset)
    towers = []
    parts = split.folds(dataset, folds, seed=plan.seed, force=force)
    for number, rows in enumerate(parts):
        rest = dataset.only(np.setdiff1d(np.arange(len(dataset)), rows))
        stage = f"fold {number + 1} of {len(parts)}"
        learned = learn(*halves(rest, seed=plan.seed, force=force), plan, watch=_staged(watch, stage))
        for row, made in zip(rows, predict(learned.tower, dataset.only(rows), learned.scale), strict=True):
            found[row] = made
        towers.append(learned)
    return [made for made in found if made], towers


def _staged(watch: Watch, stage: str) -> Watch:
    def look(progress: Progress) -> None:
        watch(replace(progress, stage=stage))

    return look
