"""Evaluation: every metric by its right name, next to the baselines, with intervals and paired tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.training.datasets.dataset import Dataset
from vsearch.training.evaluation import baselines, metrics
from vsearch.training.evaluation.baselines import PRIOR, Curve
from vsearch.training.evaluation.metrics import Mean, Paired
from vsearch.training.tower.predict import Prediction, nearness

OURS = "tower"
COMMON = "most common tags"
DECIDING = {
    "thumbnail": "mean of hit@1, hit@3 and hit@5",
    "highlight": "nDCG of moments",
    "tags": "nDCG of tags",
}
"""What promotion is decided by: the figure of the first of these tasks that a tower learned."""
SHORT = 1800.0
"""Seconds of film that are decoded for FFmpeg's filter without being asked to: a minute's work or two."""
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One method's means of a task's metrics; None where the method cannot be used."""

    method: str
    task: str
    metrics: Mapping[str, Mean] | None


@dataclass(frozen=True, slots=True)
class TagRow:
    """How well one tag is found."""

    tag: str
    count: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation came to; `gains` are paired tests of the tower against each method."""

    rows: tuple[EvaluationRow, ...]
    gains: Mapping[str, Paired]
    tags: tuple[TagRow, ...] = ()
    videos: int = 0
    notes: tuple[str, ...] = ()
    values: Mapping[str, tuple[float, ...]] = field(default_factory=dict, repr=False)
    """The deciding figure of each video, by method: what the paired tests compare."""
    figure: str = ""
    """Which figure that is."""
    unproven: tuple[str, ...] = ()
    """Tasks beside the deciding one in which the tower is not better than the prior by more than chance."""

    def row(self, method: str, task: str = "thumbnail") -> EvaluationRow:
        """The row of a method."""
        return next(row for row in self.rows if (row.method, row.task) == (method, task))


def evaluate(
    dataset: Dataset,
    made: Sequence[Prediction],
    others: Mapping[str, Sequence[Prediction]] | None = None,
    *,
    tasks: Sequence[str] = (),
    films: bool | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare predictions with the baselines and with `others`.

    `films` decodes the files for FFmpeg's filter; None does where they are SHORT.
    The first of `tasks` (what the tower learned; all of them if none is named) is what the paired tests are about.
    """
    others = others or {}
    length = sum(example.sequences.duration for example in dataset)
    films = length <= SHORT if films is None else films
    rows: list[EvaluationRow] = []
    values: dict[str, dict[str, Values]] = {}
    tagged: tuple[TagRow, ...] = ()
    blind = _blind(dataset, films) if {"thumbnail", "highlight"} & set(dataset.tasks()) else {}
    if "thumbnail" in dataset.tasks():
        told = {name: [p.near for p in theirs] for name, theirs in others.items()}
        curves = {**blind, **told, OURS: [p.near for p in made]}
        for method, found in curves.items():
            rows.append(EvaluationRow(method, "thumbnail", None if found is None else _framed(dataset, found, seed)))
        values["thumbnail"] = {name: deciding(dataset, found) for name, found in curves.items() if found is not None}
    if "highlight" in dataset.tasks():
        asked_rows, values["highlight"] = _highlights(dataset, made, others, blind, seed)
        rows += asked_rows
    named = [n for n, e in enumerate(dataset) if any(e.tags.get(tag, False) for tag in dataset.tags)]
    if named and all(len(p.tags) == len(dataset.tags) for p in made):
        tag_rows, tagged, values["tags"] = _tagging(dataset, named, made, others, seed)
        rows += tag_rows
    task = next((task for task in DECIDING if task in values and task in (tasks or DECIDING)), "")
    compared = values.get(task, {})
    gains = {name: metrics.paired(compared[OURS], theirs, seed) for name, theirs in compared.items() if name != OURS}
    plain = {method: tuple(np.asarray(found).tolist()) for method, found in compared.items()}
    unproven = tuple(
        name
        for name, found in values.items()
        if name != task and not metrics.paired(found[OURS], found[PRIOR if PRIOR in found else COMMON], seed).better
    )
    notes = (*_skipped(rows, films, length), *_silent(unproven))
    return Evaluation(tuple(rows), gains, tagged, len(dataset), notes, plain, DECIDING.get(task, ""), unproven)


def _silent(unproven: Sequence[str]) -> tuple[str, ...]:
    """What a tower will not be asked for."""
    words = {"thumbnail": "thumbnails", "highlight": "moments", "tags": "tags"}
    named = " and ".join(words[task] for task in unproven)
    return (f"It has no say in {named}: there it is no better by more than chance.",) if named else ()


def _skipped(rows: Sequence[EvaluationRow], films: bool, length: float) -> tuple[str, ...]:
    """Why FFmpeg's filter is not compared, where it is not."""
    if not any(row.method == "ffmpeg thumbnail" and row.metrics is None for row in rows):
        return ()
    why = "not all video files are there" if films else f"that would decode {length / 3600:.1f} hours of film"
    return (f"FFmpeg's filter is not compared: {why}.",)


def deciding(dataset: Dataset, curves: Sequence[Curve]) -> Values:
    """What promotion is decided by, a video: the mean of hit@1, hit@3 and hit@5."""
    pairs = [(curve, e.chosen) for curve, e in zip(curves, dataset, strict=True) if e.labelled]
    return np.array([np.mean([metrics.hit(*pair, k) for k in (1, 3, 5)]) for pair in pairs])


def _blind(dataset: Dataset, films: bool) -> dict[str, Sequence[Curve] | None]:
    """The curves of the methods that learned nothing; None for those that cannot be used."""
    return {
        name: None if name == "ffmpeg thumbnail" and not films else baselines.curves(dataset, method)
        for name, method in baselines.METHODS.items()
    }


def _framed(dataset: Dataset, curves: Sequence[Curve], seed: int) -> dict[str, Mean]:
    pairs = [(curve, e.chosen) for curve, e in zip(curves, dataset, strict=True) if e.labelled]
    found = {f"hit@{k}": [metrics.hit(*pair, k) for pair in pairs] for k in (1, 3, 5)}
    found |= {f"precision@{k}": [metrics.precision(*pair, k) for pair in pairs] for k in (3, 5)}
    found["nDCG"] = [metrics.ndcg(*pair) for pair in pairs]
    found["mAP"] = [metrics.average_precision(*pair) for pair in pairs]
    return {name: metrics.bootstrap(values, seed) for name, values in found.items()}


def _highlights(
    dataset: Dataset,
    made: Sequence[Prediction],
    others: Mapping[str, Sequence[Prediction]],
    blind: Mapping[str, Sequence[Curve] | None],
    seed: int,
) -> tuple[list[EvaluationRow], dict[str, Values]]:
    asked = [(e, a) for e in dataset for a in e.asked]
    curves: dict[str, Sequence[Curve] | None] = {}
    for method, found in blind.items():
        curves[method] = None if found is None else [c for c, e in zip(found, dataset, strict=True) for _ in e.asked]
    curves["random"] = [
        np.random.default_rng([*e.id.encode(), n]).random(len(a.wanted)) for n, (e, a) in enumerate(asked)
    ]
    curves[PRIOR] = [nearness(e, a.prompt if a.prompt.any() else e.sequences.prior) for e, a in asked]
    curves |= {name: [c for p in theirs for c in p.asked] for name, theirs in others.items()}
    curves[OURS] = [c for p in made for c in p.asked]
    measures = {
        "full marks@1": metrics.full_marks,
        "mAP": metrics.average_precision,
        "nDCG": metrics.ndcg,
        "Spearman": metrics.spearman,
        "Kendall": metrics.kendall,
    }
    rows, values = [], {}
    for method, found in curves.items():
        if found is None:
            rows.append(EvaluationRow(method, "highlight", None))
            continue
        pairs = list(zip(found, (a.wanted for _, a in asked), strict=True))
        figures = {name: _by_video(dataset, [of(*pair) for pair in pairs]) for name, of in measures.items()}
        rows.append(
            EvaluationRow(method, "highlight", {name: metrics.bootstrap(each, seed) for name, each in figures.items()})
        )
        values[method] = figures["nDCG"]
    return rows, values


def _by_video(dataset: Dataset, figures: Sequence[float]) -> Values:
    """The mean of each video's figures, of which there is one a prompt: prompts of a video stand or fall together."""
    rest = iter(figures)
    return np.array([np.mean([next(rest) for _ in e.asked]) for e in dataset if e.asked])


def _tagging(
    dataset: Dataset,
    kept: Sequence[int],
    made: Sequence[Prediction],
    others: Mapping[str, Sequence[Prediction]],
    seed: int,
) -> tuple[list[EvaluationRow], tuple[TagRow, ...], dict[str, Values]]:
    true = np.array([[dataset.examples[n].tags.get(tag, False) for tag in dataset.tags] for n in kept], bool)
    ours = np.stack([made[n].tags for n in kept])
    usual = np.tile(np.where(true.mean(0) >= true.mean(0).max(), 1.0, -1.0) + true.mean(0) * 1e-3, (len(kept), 1))
    lots = np.random.default_rng(seed).standard_normal(true.shape) - 3
    rivals = {name: np.stack([theirs[n].tags for n in kept]) for name, theirs in others.items()}
    scores = {"random": lots, COMMON: usual, **rivals, OURS: ours}
    rows = [EvaluationRow(method, "tags", _named(found, true, seed)) for method, found in scores.items()]
    values = {
        method: np.array([metrics.ndcg(s, t) for s, t in zip(found, true, strict=True)])
        for method, found in scores.items()
    }
    both, found = ((ours > 0) & true).sum(0), (ours > 0).sum(0)
    each = tuple(
        TagRow(tag, int(true[:, t].sum()), float(both[t] / max(1, found[t])), float(both[t] / true[:, t].sum()))
        for t, tag in enumerate(dataset.tags)
        if true[:, t].any()
    )
    return rows, each, values


def _named(scores: Values, true: NDArray[np.bool_], seed: int) -> dict[str, Mean]:
    pairs = list(zip(scores, true.astype(np.float64), strict=True))
    means = {f"Hit@{k}": metrics.bootstrap([metrics.hit(*pair, k) for pair in pairs], seed) for k in (1, 2)}
    return means | _whole(scores, true, seed)


def _whole(scores: Values, true: NDArray[np.bool_], seed: int, draws: int = 200) -> dict[str, Mean]:
    """The figures of all videos together, with the intervals that resampled videos give."""
    dice, count = np.random.default_rng(seed), len(scores)
    found = _measured(scores, true)
    lots = [dice.integers(0, count, count) for _ in range(draws)]
    drawn = [_measured(scores[rows], true[rows]) for rows in lots]
    made = {}
    for name, value in found.items():
        known = [one[name] for one in drawn if not np.isnan(one[name])]
        low, high = np.quantile(known, [0.025, 0.975]) if known else (value, value)
        made[name] = Mean(value, float(low), float(high), count)
    return made


def _measured(scores: Values, true: NDArray[np.bool_]) -> dict[str, float]:
    micro, macro = metrics.f1(scores > 0, true)
    areas = np.array([metrics.roc_auc(scores[:, t], true[:, t]) for t in range(true.shape[1])])
    area = float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")
    return {"F1 micro": micro, "F1 macro": macro, "ROC-AUC": area, "GAP": metrics.gap(scores, true)}
