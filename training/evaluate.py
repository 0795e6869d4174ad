"""Evaluation: every metric by its right name, next to the baselines, with intervals and paired tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.training import baselines, metrics
from vsearch.training.baselines import Curve
from vsearch.training.dataset import Dataset
from vsearch.training.metrics import Mean, Paired
from vsearch.training.predict import Prediction, nearness

PRIOR = "zero-shot prior"
OURS = "tower"
COMMON = "most common tags"
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
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
class Report:
    """What an evaluation came to; `gains` are paired tests of the tower against each method."""

    rows: tuple[Row, ...]
    gains: Mapping[str, Paired]
    tags: tuple[TagRow, ...] = ()
    videos: int = 0
    notes: tuple[str, ...] = ()
    values: Mapping[str, tuple[float, ...]] = field(default_factory=dict, repr=False)
    """The deciding figure of each video, by method: what the paired tests compare."""

    def row(self, method: str, task: str = "thumbnail") -> Row:
        """The row of a method."""
        return next(row for row in self.rows if (row.method, row.task) == (method, task))


def evaluate(
    dataset: Dataset,
    made: Sequence[Prediction],
    others: Mapping[str, Sequence[Prediction]] | None = None,
    *,
    films: bool = False,
    seed: int = 0,
) -> Report:
    """Compare predictions with the baselines and with `others`; `films` decodes files for FFmpeg's filter."""
    others = others or {}
    rows: list[Row] = []
    values: dict[str, Values] = {}
    notes: list[str] = []
    if "thumbnail" in dataset.tasks():
        curves = _thumbnails(dataset, made, others, films)
        for method, found in curves.items():
            rows.append(Row(method, "thumbnail", None if found is None else _framed(dataset, found, seed)))
        values |= {method: deciding(dataset, found) for method, found in curves.items() if found is not None}
        if curves["ffmpeg thumbnail"] is None:
            notes.append("FFmpeg's filter is not compared: it needs the video files and --ffmpeg.")
    if "highlight" in dataset.tasks():
        found_rows, found_values = _highlights(dataset, made, others, seed)
        rows += found_rows
        values = values or found_values
    tagged: tuple[TagRow, ...] = ()
    if dataset.tags and all(len(p.tags) == len(dataset.tags) for p in made):
        tag_rows, tagged, tag_values = _tagging(dataset, made, seed)
        rows += tag_rows
        values = values or tag_values
    gains = {method: metrics.paired(values[OURS], theirs, seed) for method, theirs in values.items() if method != OURS}
    plain = {method: tuple(np.asarray(found).tolist()) for method, found in values.items()}
    return Report(tuple(rows), gains, tagged, len(dataset), tuple(notes), plain)


def deciding(dataset: Dataset, curves: Sequence[Curve]) -> Values:
    """What promotion is decided by, a video: the mean of hit@1, hit@3 and hit@5."""
    pairs = [(curve, e.chosen) for curve, e in zip(curves, dataset, strict=True) if e.labelled]
    return np.array([np.mean([metrics.hit(*pair, k) for k in (1, 3, 5)]) for pair in pairs])


def _thumbnails(
    dataset: Dataset, made: Sequence[Prediction], others: Mapping[str, Sequence[Prediction]], films: bool
) -> dict[str, Sequence[Curve] | None]:
    curves: dict[str, Sequence[Curve] | None] = {}
    for name, method in baselines.METHODS.items():
        skipped = name == "ffmpeg thumbnail" and not films
        curves[name] = None if skipped else baselines.curves(dataset, method)
    curves |= {name: [p.near for p in theirs] for name, theirs in others.items()}
    return curves | {OURS: [p.near for p in made]}


def _framed(dataset: Dataset, curves: Sequence[Curve], seed: int) -> dict[str, Mean]:
    pairs = [(curve, e.chosen) for curve, e in zip(curves, dataset, strict=True) if e.labelled]
    found = {f"hit@{k}": [metrics.hit(*pair, k) for pair in pairs] for k in (1, 3, 5)}
    found |= {f"precision@{k}": [metrics.precision(*pair, k) for pair in pairs] for k in (3, 5)}
    found["nDCG"] = [metrics.ndcg(*pair) for pair in pairs]
    found["mAP"] = [metrics.average_precision(*pair) for pair in pairs]
    return {name: metrics.bootstrap(values, seed) for name, values in found.items()}


def _highlights(
    dataset: Dataset, made: Sequence[Prediction], others: Mapping[str, Sequence[Prediction]], seed: int
) -> tuple[list[Row], dict[str, Values]]:
    asked = [(e, a) for e in dataset for a in e.asked]
    curves: dict[str, list[Curve]] = {
        "random": [np.random.default_rng([*e.id.encode(), n]).random(len(a.wanted)) for n, (e, a) in enumerate(asked)],
        PRIOR: [nearness(e, a.prompt if a.prompt.any() else e.sequences.prior) for e, a in asked],
    }
    curves |= {name: [c for p in theirs for c in p.asked] for name, theirs in others.items()}
    curves[OURS] = [c for p in made for c in p.asked]
    measures = {
        "HIT@1": metrics.top_hit,
        "mAP": metrics.average_precision,
        "nDCG": metrics.ndcg,
        "Spearman": metrics.spearman,
        "Kendall": metrics.kendall,
    }
    rows, values = [], {}
    for method, found in curves.items():
        pairs = list(zip(found, (a.wanted for _, a in asked), strict=True))
        means = {name: metrics.bootstrap([of(*pair) for pair in pairs], seed) for name, of in measures.items()}
        rows.append(Row(method, "highlight", means))
        values[method] = np.array([metrics.ndcg(*pair) for pair in pairs])
    return rows, values


def _tagging(
    dataset: Dataset, made: Sequence[Prediction], seed: int
) -> tuple[list[Row], tuple[TagRow, ...], dict[str, Values]]:
    kept = [n for n, e in enumerate(dataset) if any(e.tags.get(tag, False) for tag in dataset.tags)]
    true = np.array([[dataset.examples[n].tags.get(tag, False) for tag in dataset.tags] for n in kept], bool)
    ours = np.stack([made[n].tags for n in kept])
    usual = np.tile(np.where(true.mean(0) >= true.mean(0).max(), 1.0, -1.0) + true.mean(0) * 1e-3, (len(kept), 1))
    scores = {COMMON: usual, OURS: ours}
    rows = [Row(method, "tags", _named(found, true, seed)) for method, found in scores.items()]
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
    micro, macro = metrics.f1(scores > 0, true)
    areas = np.array([metrics.roc_auc(scores[:, t], true[:, t]) for t in range(true.shape[1])])
    area = float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")
    whole = {"F1 micro": micro, "F1 macro": macro, "ROC-AUC": area, "GAP": metrics.gap(scores, true)}
    return means | {name: Mean(value, value, value, len(pairs)) for name, value in whole.items()}
