"""One command's worth of training or measuring: search for a plan if asked, fit, judge."""

from dataclasses import dataclass, field

from vsearch.executors import InProcesses
from vsearch.library import towers
from vsearch.retrieval.library import Library
from vsearch.training.datasets import split
from vsearch.training.datasets.choices import load_dataset
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.evaluation.evaluate import Evaluation, evaluate
from vsearch.training.tower.batches import sparing
from vsearch.training.tower.fit import Fitted, compared, fit
from vsearch.training.tower.plan import Plan, Watch, unwatched
from vsearch.training.tower.tune import Tuned, tune

FOLDS, FEW = 5, 300
"""Parts of a cross-validation, and examples below which one fifth held out is too few to judge by."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What a person asked of a training."""

    plan: Plan = field(default_factory=Plan)
    name: str = ""
    folds: int = 0
    """Parts of a cross-validation; 0 leaves it to how many choices there are."""
    trials: int = 0
    sampler: str = "tpe"
    jobs: int = 1
    resume: bool = False
    force: bool = False
    films: bool | None = None


@sparing()
def train(
    library: Library,
    dataset: Dataset | None = None,
    settings: TrainSettings = TrainSettings(),
    watch: Watch = unwatched,
) -> tuple[Fitted, Tuned | None]:
    """Train a tower from a dataset, else from what was decided in the library; it serves if it is better."""
    dataset = load_dataset(library) if dataset is None else dataset
    split.enough(dataset, settings.plan.tasks)
    plan, tuned = settings.plan, None
    if settings.trials:
        if settings.name:  # `fit` asks too, but only after the search
            towers.check_available(library.store, settings.name)
        known, _ = split.held(dataset, force=settings.force)
        journal = towers.run_folder(library.store, "tuning") / "journal.log"
        tuned = tune(
            dataset.only(known),
            plan,
            settings.trials,
            journal,
            sampler=settings.sampler,
            executor=InProcesses(settings.jobs) if settings.jobs > 1 else library.executor,
            force=settings.force,
            watch=watch,
        )
        plan = tuned.plan
    fitted = fit(
        library,
        dataset,
        plan,
        settings.name,
        folds=settings.folds or (FOLDS if len(dataset) < FEW else 1),
        resume=settings.resume,
        force=settings.force,
        films=settings.films,
        watch=watch,
        tuned=tuned,
    )
    return fitted, tuned


@sparing()
def measure(
    library: Library,
    dataset: Dataset,
    tower: str = "",
    *,
    plan: Plan | None = None,
    folds: int = 0,
    force: bool = False,
    films: bool | None = None,
    watch: Watch = unwatched,
) -> Evaluation:
    """A kept tower on videos it has not learned from; or, over `folds`, towers made for the purpose."""
    plan = plan or Plan()
    name = tower or towers.current(library.store)
    if folds > 1 or name is None:
        split.enough(dataset, plan.tasks)
        made, _ = crossvalidate(dataset, plan, max(2, folds or FOLDS), force=force, watch=watch)
        return evaluate(dataset, made, films=films, seed=plan.seed)
    return compared(library, name, dataset, films=films, seed=plan.seed)
