"""The whole way from choices to a serving tower: split, learn, judge on held-out videos, keep, promote if better."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from vsearch.errors import EncoderMismatch
from vsearch.library import towers
from vsearch.retrieval.library import Library
from vsearch.retrieval.tower.answers import expect
from vsearch.training.datasets import split
from vsearch.training.datasets.dataset import Dataset, Example
from vsearch.training.evaluation import report
from vsearch.training.evaluation.crossval import crossvalidate, halves
from vsearch.training.evaluation.evaluate import Evaluation, evaluate
from vsearch.training.evaluation.metrics import LEAST
from vsearch.training.serving.promote import Verdict, verdict
from vsearch.training.serving.towers import promote
from vsearch.training.tower import export, imputer, ranker
from vsearch.training.tower.imputer import Imagination
from vsearch.training.tower.plan import TASKS, Epoch, Plan, TrainingProgress, Watch, unwatched
from vsearch.training.tower.predict import Prediction, nearness, predict
from vsearch.training.tower.train import learn
from vsearch.training.tower.tune import Tuned

UNHEARD = -30.0
"""The logit of a tag that a tower never heard of."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a training came to."""

    name: str
    report: Evaluation
    verdict: Verdict
    history: tuple[Epoch, ...]
    best: int
    notes: tuple[str, ...]
    page: str
    """Where the HTML report lies."""


def fit(
    library: Library,
    dataset: Dataset,
    plan: Plan,
    name: str = "",
    *,
    folds: int = 1,
    resume: bool = False,
    force: bool = False,
    films: bool | None = None,
    watch: Watch = unwatched,
    tuned: Tuned | None = None,
) -> Fitted:
    """Train a tower for a library, keep it, and let it serve if it is better than what serves."""
    name, folds = name or _next(library), 1 if tuned else folds
    _ready(library, dataset, plan, name)
    known, held = (dataset.only(rows) for rows in split.held(dataset, force=force))
    parts = halves(known, tasks=plan.tasks, seed=plan.seed, force=force)
    watch(TrainingProgress(plan, stage="imagining sound"))
    dream = imputer.imagine(parts[0], seed=plan.seed) if imputer.able(parts[0]) else None
    dreams = imputer.dreams(parts[0], dream) if dream else {}
    learned = learn(*parts, plan, towers.run_folder(library.store, name), resume=resume, watch=watch, dreams=dreams)
    watch(TrainingProgress(plan, learned.history, "measuring", learned.notes))
    dream = imputer.judged(dream, learned.tower, learned.scale, held) if dream else None
    test, made = held, predict(learned.tower, held, learned.scale)
    if folds > 1:
        test, made = dataset, crossvalidate(dataset, plan, folds, force=force, watch=watch)[0]
    measured, judged = _judged(library, test, made, plan, films)
    notes = (*dataset.notes, *learned.notes, *measured.notes, *_chosen(tuned), *_dreamt(parts[0], dream))
    told, facts = {"report": asdict(measured), "verdict": asdict(judged)}, _facts(dataset, known, held, folds, plan)
    with towers.draft(library.store, name) as folder:
        export.write(folder, learned, dataset, told, {**facts, "notes": notes}, dream)
    shutil.rmtree(towers.run_folder(library.store, name), ignore_errors=True)
    if judged.promoted:
        promote(library, name, judged.why)
        notes += _reranked(library, name, parts[1].examples, held.examples)
    told_page = report.page(name, measured, learned.history, judged.why, notes, tuned)
    page = towers.keep(library.store, name, "report.html", told_page)
    return Fitted(name, measured, judged, learned.history, learned.best, notes, str(page))


def _ready(library: Library, dataset: Dataset, plan: Plan, name: str) -> None:
    """Refuse what would only fail after the training."""
    towers.check_available(library.store, name)
    _match(library, dataset)
    split.enough(dataset, plan.tasks)


def _match(library: Library, dataset: Dataset) -> None:
    """Refuse vectors of another encoder, and an incumbent that cannot be read."""
    if dataset.encoder != library.store.encoder:
        raise EncoderMismatch(
            f"The dataset was made with {dataset.encoder}, "
            f"and {library.store.location} was indexed with {library.store.encoder}.",
            "build-dataset",
        )
    if serves := towers.current(library.store):
        towers.read(library.store, serves)


def _facts(dataset: Dataset, known: Dataset, held: Dataset, folds: int, plan: Plan) -> dict[str, Any]:
    """What a tower learned from, and when."""
    return {
        "fingerprint": dataset.fingerprint(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "decided": dataset.decided,
        "learned": [example.id for example in known],
        "held": [example.id for example in held],
        "series": sorted({example.group for example in known} - {""}),
        "folds": folds,
        "tasks": list(plan.tasks or dataset.tasks()),
    }


def _chosen(tuned: Tuned | None) -> tuple[str, ...]:
    """Why a tower is not judged by cross-validation after a search."""
    return ("Judged by the videos held out alone, for the plan was chosen on the others.",) if tuned else ()


def _dreamt(known: Dataset, dream: Imagination | None) -> tuple[str, ...]:
    """What became of the sound imagined for silent videos."""
    if dream is None:
        heard = sum(1 for _ in imputer.sounding(known))
        least = f"{heard} videos have sound to learn it from, and {imputer.NEEDED} are the least"
        return (f"No sound is imagined for silent videos: {least}.",)
    if dream.gain is None or not dream.gain.gain.count:
        return ("Imagined sound for silent videos is off: no held-out video with sound and a thumbnail can prove it.",)
    use = "Silent videos get imagined sound" if dream.helps else "Imagined sound for silent videos is off"
    return (f"{use}: where sound was hidden, it gains {dream.gain.told}.",)


def _reranked(library: Library, name: str, known: Sequence[Example], held: Sequence[Example]) -> tuple[str, ...]:
    """Learn the re-ranker's weights from videos the tower was not fitted to, and keep them if they are better."""
    here = set(library.store.ids())
    learned, test = (ranker.seen(library, [e for e in part if e.id in here]) for part in (known, held))
    if not learned or not test:
        return ()
    ranked = ranker.judged(ranker.learn(learned), test)
    if ranked.gain.better:
        ranker.write(ranked, library.store, name)
    use = "The re-ranker's learned weights are used" if ranked.gain.better else "The re-ranker keeps its given weights"
    return (f"{use}: in nDCG, learned ones gain {ranked.gain.told}.",)


def _next(library: Library) -> str:
    taken = {int(name[1:]) for name in towers.names(library.store) if name[:1] == "t" and name[1:].isdigit()}
    return f"t{max(taken, default=0) + 1}"


def _judged(
    library: Library, test: Dataset, made: list[Prediction], plan: Plan, films: bool | None
) -> tuple[Evaluation, Verdict]:
    """A tower next to what serves, on videos that are new to both."""
    name = _incumbent(library)
    rows, notes = _new(library, test, name)
    test, made = test.only(rows), [made[row] for row in rows]
    rivals = {name: _rival(library, name, test)} if name else {}
    measured = evaluate(test, made, rivals, tasks=plan.tasks, films=films, seed=plan.seed)
    return replace(measured, notes=(*measured.notes, *notes)), verdict(measured, name)


def _incumbent(library: Library) -> str | None:
    """The tower that serves; None where it was trained on another encoder's vectors, and so answers no more."""
    name = towers.current(library.store)
    return name if name and towers.read(library.store, name).config["encoder"] == library.store.encoder else None


def _new(library: Library, dataset: Dataset, *names: str | None) -> tuple[split.Rows, tuple[str, ...]]:
    """Rows of the videos that are new to all of some towers, and a note where they are too few."""
    rows = np.arange(len(dataset))
    for name in filter(None, names):
        rows = np.intersect1d(rows, split.unseen(dataset, towers.read(library.store, name).data))
    if len(rows) >= min(LEAST, len(dataset)):
        return rows, ()
    told = " and ".join(dict.fromkeys(filter(None, names)))
    why = f"{told} learned from the others or from their series"
    return rows, (f"{len(rows)} of {len(dataset)} videos are left to judge by: {why}.",)


def _rival(library: Library, name: str, test: Dataset) -> list[Prediction]:
    """What the library says of the same videos while that tower serves: the prior of what the tower never learned."""
    trained = towers.read(library.store, name)
    tower, scale = export.read(trained.folder, trained.config)
    seen = replace(test, signals=scale.names, text_width=trained.config["widths"]["words"])
    seen = replace(seen, sound_width=trained.config["widths"]["sound"], named=tower.shape.tags or ("",))
    seen = replace(seen, motion_width=tower.shape.motion)
    places = {tag: number for number, tag in enumerate(trained.config["tags"])}
    tasks = trained.config.get("tasks", TASKS)
    return [_served(p, e, test.tags, places, tasks) for p, e in zip(predict(tower, seen, scale), test, strict=True)]


def _served(
    made: Prediction, example: Example, tags: Sequence[str], places: Mapping[str, int], tasks: Sequence[str]
) -> Prediction:
    named = np.array([made.tags[places[tag]] if tag in places else UNHEARD for tag in tags], np.float32)
    near = made.near if "thumbnail" in tasks else nearness(example, example.sequences.prior)
    asked = made.asked
    if not {"thumbnail", "highlight"} & set(tasks):
        asked = tuple(nearness(example, a.prompt if a.prompt.any() else example.sequences.prior) for a in example.asked)
    return replace(made, near=near, asked=asked, tags=named)


def compared(library: Library, name: str, dataset: Dataset, *, films: bool | None = None, seed: int = 0) -> Evaluation:
    """A kept tower next to what serves, on the videos of a dataset that are new to both."""
    _match(library, dataset)
    trained, serves = towers.read(library.store, name), _incumbent(library)
    expect(library, trained)
    rows, notes = _new(library, dataset, name, serves)
    test = dataset.only(rows)
    others = {f"{serves} (serves)": _rival(library, serves, test)} if serves and serves != name else {}
    tasks = trained.config.get("tasks", TASKS)
    measured = evaluate(test, _rival(library, name, test), others, tasks=tasks, films=films, seed=seed)
    return replace(measured, notes=(*measured.notes, *notes))
