"""The search for a better plan: Optuna's samplers, bad trials cut short, several at once, taken up where it stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.errors import TrainingImpossible, UsageWrong
from vsearch.training.crossval import halves
from vsearch.training.dataset import Dataset
from vsearch.training.plan import Epoch, Plan, Progress, Watch, unwatched
from vsearch.training.train import learn

SPACE: Mapping[str, tuple[Any, ...]] = {
    "rate": (3e-4, 1e-3, 3e-3),
    "decay": (0.0, 0.02, 0.1),
    "drop": (0.0, 0.1, 0.3),
    "missing": (0.0, 0.1, 0.25),
    "batch": (16, 32, 64),
    "width": (128, 256, 384),
    "depth": (1, 2, 3),
    "attention": ("words", "self"),
}
"""What is tried: all of it by grid and by lot; TPE goes where it was good."""
SAMPLERS = ("tpe", "random", "grid")


@dataclass(frozen=True, slots=True)
class Trial:
    """One plan that was tried, and how far it came."""

    number: int
    state: str
    score: float | None
    choices: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tuned:
    """The best plan found, what it reached, what mattered, and all that was tried."""

    plan: Plan
    score: float
    importance: Mapping[str, float]
    trials: tuple[Trial, ...]


def tune(
    dataset: Dataset,
    plan: Plan,
    trials: int,
    place: Path,
    *,
    sampler: str = "tpe",
    jobs: int = 1,
    space: Mapping[str, tuple[Any, ...]] = SPACE,
    force: bool = False,
    watch: Watch = unwatched,
) -> Tuned:
    """Try until there are `trials` of this dataset in the journal at `place`; more processes may share the journal."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    place.parent.mkdir(parents=True, exist_ok=True)
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(place)))
    study = optuna.create_study(
        study_name=f"{dataset.fingerprint()} {','.join(plan.tasks)} {sampler}",
        storage=storage,
        sampler=_sampler(sampler, space, plan.seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=3),
        direction="maximize",
        load_if_exists=True,
    )
    parts = halves(dataset, seed=plan.seed, force=force)

    def objective(trial: Any) -> float:
        tried = replace(plan, **{name: trial.suggest_categorical(name, values) for name, values in space.items()})
        return _tried(trial, tried, parts, f"trial {trial.number + 1} of {trials}", watch)

    left = trials - sum(trial.state.is_finished() for trial in study.trials)
    if left > 0:
        study.optimize(objective, n_trials=left, n_jobs=jobs, catch=(TrainingImpossible,))
    return _told(study, plan)


def _tried(trial: Any, plan: Plan, parts: tuple[Dataset, Dataset], stage: str, watch: Watch) -> float:
    """Train one plan, reporting each epoch; a plan behind the others is given up."""
    import optuna

    def report(progress: Progress) -> None:
        last: Epoch = progress.history[-1]
        watch(replace(progress, stage=stage))
        trial.report(last.score, last.number)
        if trial.should_prune():
            raise optuna.TrialPruned

    learned = learn(*parts, plan, watch=report)
    return learned.history[learned.best].score


def _sampler(name: str, space: Mapping[str, tuple[Any, ...]], seed: int) -> Any:
    from optuna import samplers

    if name == "tpe":
        return samplers.TPESampler(seed=seed, n_startup_trials=8)
    if name == "random":
        return samplers.RandomSampler(seed=seed)
    if name == "grid":
        return samplers.GridSampler({key: list(values) for key, values in space.items()}, seed=seed)
    raise UsageWrong(f"There is no sampler called {name!r}. Choose one of: {', '.join(SAMPLERS)}.")


def _told(study: Any, plan: Plan) -> Tuned:
    import optuna

    trials = tuple(Trial(t.number, t.state.name.lower(), t.value, dict(t.params)) for t in study.trials)
    whole = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
    if not whole:
        raise TrainingImpossible(
            "No trial came to its end, so nothing was learned about plans. Allow more with --tune."
        )
    weighed: dict[str, float] = {}
    if len(whole) >= 4 and len({trial.value for trial in whole}) > 1:
        # What sets the better half apart: the best tenth of a few dozen trials is too few to tell by.
        judge = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.5)
        weighed = dict(optuna.importance.get_param_importances(study, evaluator=judge))
    best = study.best_trial
    return Tuned(replace(plan, **best.params), float(best.value), weighed, trials)
