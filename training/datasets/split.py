"""Videos held out honestly: a whole series or uploader lies on one side, and the same ones always lie there."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import TrainingImpossible
from vsearch.training.datasets.dataset import Dataset

Rows = NDArray[np.intp]
NEEDED = 12
"""Labelled videos below which nothing can be learned and measured."""


def enough(dataset: Dataset, tasks: tuple[str, ...]) -> None:
    """Refuse to learn from too little, and say what would be enough."""
    count = sum(example.labelled or bool(example.asked) or bool(example.tags) for example in dataset)
    if count < NEEDED:
        raise TrainingImpossible(
            f"{count} videos with choices are too few to learn from: {NEEDED} are the least, a few hundred are good.",
            "make-choices",
        )
    if missing := [task for task in tasks if task not in dataset.tasks()]:
        what = f"There is nothing to learn {', '.join(missing)} from: {_why(dataset, missing[0])}"
        raise TrainingImpossible(what, "label-more" if missing[0] == "tags" else "make-choices")


def _why(dataset: Dataset, task: str) -> str:
    if task == "tags":
        named = sorted({tag for example in dataset for tag, yes in example.tags.items() if yes})
        if len(named) == 1:
            return f"every labelled video has the one tag {named[0]!r}."
        return "no tag is on two videos and absent from another."
    return "nobody chose any."


def groups(dataset: Dataset, *, force: bool = False) -> NDArray[np.int64]:
    """The group of each example; a single group has no honest split, unless it is forced video by video."""
    names = [example.group or example.id for example in dataset]
    if len(set(names)) < 2:
        if not force:
            raise TrainingImpossible(
                f"All {len(dataset)} videos are of one series, {names[0]!r}, so nothing can be held out honestly.",
                "force-split",
            )
        names = [example.id for example in dataset]
    _, numbers = np.unique(np.array(names), return_inverse=True)
    return numbers.astype(np.int64)


def folds(dataset: Dataset, count: int, *, seed: int = 0, force: bool = False) -> list[Rows]:
    """Rows of `count` folds of about the same size, no group in two of them."""
    numbers = groups(dataset, force=force)
    sizes = np.bincount(numbers)
    order = np.argsort(-sizes + np.random.default_rng(seed).random(len(sizes)))
    place, load = np.zeros(len(sizes), np.int64), np.zeros(min(count, len(sizes)))
    for group in order:
        place[group] = load.argmin()
        load[place[group]] += sizes[group]
    return [np.flatnonzero(place[numbers] == fold) for fold in range(len(load))]


def held(dataset: Dataset, share: float = 0.2, *, force: bool = False) -> tuple[Rows, Rows]:
    """Rows to learn from and rows held out; a group keeps its side whatever else is added."""
    numbers = groups(dataset, force=force)
    names = [example.group or example.id for example in dataset]
    names = names if len(set(names)) > 1 else [example.id for example in dataset]
    draws = {int(group): _draw(name) for group, name in zip(numbers, names, strict=True)}
    out = {group for group, draw in draws.items() if draw < share}
    if not out or len(out) == len(draws):
        out = {min(draws, key=lambda group: draws[group])}
    mask = np.isin(numbers, list(out))
    return np.flatnonzero(~mask), np.flatnonzero(mask)


def unseen(dataset: Dataset, facts: Mapping[str, Any]) -> Rows:
    """Rows of the videos that are new to a tower: it learned neither from them nor from others of their series."""
    learned, held = set(facts["learned"]), set(facts.get("held", ()))
    series = {example.group for example in dataset if example.id in learned} | set(facts.get("series", ()))
    # Where some of a series was held out, the split was forced, and goes video by video.
    series -= {example.group for example in dataset if example.id in held} | {""}
    return np.flatnonzero([e.id not in learned and e.group not in series for e in dataset])


def _draw(name: str) -> float:
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
