"""Cross-validation: every video judged by a tower that never saw its series."""

from contextlib import suppress

import numpy as np

from vsearch.errors import TrainingImpossible
from vsearch.training.datasets import split
from vsearch.training.datasets.dataset import Dataset, Example
from vsearch.training.tower.plan import Plan, Watch, staged, unwatched
from vsearch.training.tower.predict import Prediction, predict
from vsearch.training.tower.train import Learned, learn


def halves(
    dataset: Dataset, *, tasks: tuple[str, ...] = (), seed: int = 0, force: bool = False
) -> tuple[Dataset, Dataset]:
    """Videos to learn from, and those with about an eighth of the choices to stop by."""
    tags = dataset.tags
    taught = np.array([_taught(example, tags, tasks) for example in dataset], bool)
    if taught.sum() < 2:
        raise TrainingImpossible(
            f"{taught.sum()} of the {len(dataset)} videos left to learn from have choices, and 2 are the least: one to "
            "learn from and one to stop by.",
            "one-fold",
        )
    parts: list[split.Rows] = []
    with suppress(TrainingImpossible):
        parts = split.folds(dataset, 8, seed=seed, force=force)
    if fair := [rows for rows in parts if 0 < taught[rows].sum() < taught.sum()]:
        stop = min(fair, key=lambda rows: abs(8 * int(taught[rows].sum()) - int(taught.sum())))
    else:  # all choices are of one series: stopping by its own videos harms no honest figure
        lots = np.random.default_rng(seed).permutation(np.flatnonzero(taught))
        stop = np.sort(lots[: max(1, len(lots) // 8)])
    return dataset.only(np.setdiff1d(np.arange(len(dataset)), stop)), dataset.only(stop)


def _taught(example: Example, tags: tuple[str, ...], tasks: tuple[str, ...]) -> bool:
    """Whether anybody chose anything of a video that these tasks are learned from."""
    has = {
        "thumbnail": example.labelled,
        "highlight": bool(example.asked),
        "tags": any(example.tags.get(tag, False) for tag in tags),
    }
    return any(has[task] for task in tasks or has)


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
        learned = learn(*halves(rest, tasks=plan.tasks, seed=plan.seed, force=force), plan, watch=staged(watch, stage))
        for row, made in zip(rows, predict(learned.tower, dataset.only(rows), learned.scale), strict=True):
            found[row] = made
        towers.append(learned)
    return [made for made in found if made], towers
