"""The search for a better plan: Optuna's samplers, bad trials cut short, several at once, taken up where it stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from vsearch.errors import TrainingImpossible, UsageWrong, WorkerDied
from vsearch.executors import HERE, Executor
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.evaluation.crossval import halves
from vsearch.training.tower.plan import Epoch, Plan, TrainingProgress, Watch, unwatched
from vsearch.training.tower.train import learn

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
ROUND = 4
"""Plans drawn, and cut short, by what earlier rounds came to: so a search does not depend on which trial ends first."""

Parts = tuple[Dataset, Dataset]
"""What trials learn from, and what they are judged by."""


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


@dataclass(frozen=True, slots=True)
class _Draw:
    """A plan to try, as the sampler drew it, and the trials of earlier rounds that it is measured by."""

    number: int
    plan: Plan
    drawn: Any
    before: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Trials:
    """What all trials need; who watches them stays where the search is."""

    parts: Parts
    count: int
    watch: Watch = unwatched

    def __reduce__(self) -> tuple[Any, ...]:
        return _Trials, (self.parts, self.count)


def tune(
    dataset: Dataset,
    plan: Plan,
    trials: int,
    place: Path,
    *,
    sampler: str = "tpe",
    executor: Executor = HERE,
    space: Mapping[str, tuple[Any, ...]] = SPACE,
    force: bool = False,
    watch: Watch = unwatched,
) -> Tuned:
    """Try until there are `trials` of this dataset and seed in the journal at `place`, by whoever executes them.

    The same seed draws the same plans, whoever tries how many at once and wherever a search was broken off.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    place.parent.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in plan.plain().items() if name not in space}
    study = optuna.create_study(
        study_name=f"{dataset.fingerprint()} {sampler} {sorted(rest.items())} {sorted(space.items())}",
        storage=optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(place))),
        direction="maximize",
        load_if_exists=True,
    )
    parts = halves(dataset, tasks=plan.tasks, seed=plan.seed, force=force)
    trials = min(trials, prod(map(len, space.values()))) if sampler == "grid" else trials
    for first in range(0, trials, ROUND):
        done = _done(study)
        draws = _drawn([done[number] for number in range(first)], first, plan, sampler, space)
        left = [draw for draw in draws if draw.number < trials and draw.number not in done]
        for one in executor.run(_try, _Trials(parts, trials, watch), left):
            died = isinstance(one.error, WorkerDied)  # such as for want of memory: that plan is none
            tried, last = (_ended(one.piece, optuna.trial.TrialState.FAIL), None) if died else one.result
            if last:
                watch(last)
            study.add_trial(tried)
    return _told([trial for number, trial in sorted(_done(study).items()) if number < trials], plan)


def _done(study: Any) -> dict[int, Any]:
    """The finished trials of a journal by their numbers."""
    return {trial.user_attrs["number"]: trial for trial in study.trials}


def _drawn(
    before: Sequence[Any], first: int, plan: Plan, sampler: str, space: Mapping[str, tuple[Any, ...]]
) -> list[_Draw]:
    """The plans of one round, each drawn knowing the earlier rounds' scores and its own round's plans."""
    import optuna

    study = optuna.create_study(sampler=_sampler(sampler, space, 1000 * plan.seed + first), direction="maximize")
    study.add_trials(before)
    kinds = {name: optuna.distributions.CategoricalDistribution(values) for name, values in space.items()}
    drawn = [study.ask(kinds) for _ in range(ROUND)]
    frozen = study.trials[len(before) :]
    return [_Draw(first + n, replace(plan, **trial.params), frozen[n], tuple(before)) for n, trial in enumerate(drawn)]


def _try(trials: _Trials, draw: _Draw) -> tuple[Any, TrainingProgress | None]:
    """Train one plan, and how it went; a plan behind the median of earlier rounds is given up.

    Where nobody could watch, it is told besides how far it came.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    pruner = optuna.pruners.MedianPruner(n_startup_trials=ROUND, n_warmup_steps=3)
    study = optuna.create_study(pruner=pruner, direction="maximize")
    study.add_trials(draw.before)
    trial = study.ask()
    seen: list[TrainingProgress] = []

    def look(progress: TrainingProgress) -> None:
        last: Epoch = progress.history[-1]
        seen.append(replace(progress, stage=f"plan {draw.number + 1} of {trials.count}"))
        trials.watch(seen[-1])
        trial.report(last.score, last.number)
        if trial.should_prune():
            raise optuna.TrialPruned

    state, score = optuna.trial.TrialState.COMPLETE, None
    try:
        learned = learn(*trials.parts, draw.plan, watch=look)
        score = learned.history[learned.best].score
    except optuna.TrialPruned:
        state, score = optuna.trial.TrialState.PRUNED, seen[-1].history[-1].score
    except TrainingImpossible:
        state = optuna.trial.TrialState.FAIL
    made = _ended(draw, state, score, {} if score is None else study.trials[-1].intermediate_values)
    return made, seen[-1] if seen and trials.watch is unwatched else None


def _ended(draw: _Draw, state: Any, score: float | None = None, on_the_way: Mapping[int, float] | None = None) -> Any:
    """A finished trial as it stands in the journal."""
    import optuna

    return optuna.trial.create_trial(
        state=state,
        value=score,
        params=draw.drawn.params,
        distributions=draw.drawn.distributions,
        system_attrs=draw.drawn.system_attrs,
        user_attrs={"number": draw.number},
        intermediate_values=dict(on_the_way or {}),
    )


def _sampler(name: str, space: Mapping[str, tuple[Any, ...]], seed: int) -> Any:
    from optuna import samplers

    if name == "tpe":
        return samplers.TPESampler(seed=seed, n_startup_trials=2 * ROUND)
    if name == "random":
        return samplers.RandomSampler(seed=seed)
    if name == "grid":
        return samplers.GridSampler({key: list(values) for key, values in space.items()}, seed=seed)
    raise UsageWrong(f"There is no sampler called {name!r}. Choose one of: {', '.join(SAMPLERS)}.")


def _told(tried: Sequence[Any], plan: Plan) -> Tuned:
    import optuna

    trials = tuple(Trial(t.user_attrs["number"], t.state.name.lower(), t.value, dict(t.params)) for t in tried)
    whole = [trial for trial in tried if trial.state == optuna.trial.TrialState.COMPLETE]
    if not whole:
        raise TrainingImpossible("No trial came to its end, so nothing was learned about plans.", "more-trials")
    weighed: dict[str, float] = {}
    if len(whole) >= 4 and len({trial.value for trial in whole}) > 1:
        study = optuna.create_study(direction="maximize")
        study.add_trials(tried)
        # What sets the better half apart: the best tenth of a few dozen trials is too few to tell by.
        judge = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.5)
        weighed = dict(optuna.importance.get_param_importances(study, evaluator=judge))
    best = max(whole, key=lambda trial: trial.value)
    return Tuned(replace(plan, **best.params), float(best.value), weighed, trials)
