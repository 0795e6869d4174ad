"""One command's worth of training: find the choices, search for a plan if asked, fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.library import Library, towers
from vsearch.retrieval import tower as serving
from vsearch.training import dataset as datasets
from vsearch.training import split
from vsearch.training.build import build
from vsearch.training.crossval import crossvalidate
from vsearch.training.dataset import Dataset
from vsearch.training.evaluate import Report, evaluate
from vsearch.training.features import featured
from vsearch.training.fit import Fitted, compared, fit
from vsearch.training.manifests import CLIP, read
from vsearch.training.plan import Plan, Watch, unwatched
from vsearch.training.tune import Tuned, tune


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked of a training."""

    plan: Plan = field(default_factory=Plan)
    name: str = ""
    folds: int = 1
    trials: int = 0
    sampler: str = "tpe"
    jobs: int = 1
    resume: bool = False
    force: bool = False
    films: bool = False


def choices(library: Library, data: Path | None = None, sources: Sequence[Path] = (), form: str = "auto") -> Dataset:
    """The dataset of a file, or of the library's decisions and of manifests."""
    return datasets.load(data) if data else build(library, *(read(path, form) for path in sources))


def train(library: Library, dataset: Dataset, wish: Wish, watch: Watch = unwatched) -> tuple[Fitted, Tuned | None]:
    """Train a tower as wished."""
    split.enough(dataset, wish.plan.tasks)
    plan, tuned = wish.plan, None
    if wish.trials:
        known, _ = split.held(dataset, force=wish.force)
        journal = towers.run_folder(library, "tuning") / "journal.log"
        tuned = tune(
            dataset.only(known),
            plan,
            wish.trials,
            journal,
            sampler=wish.sampler,
            jobs=wish.jobs,
            force=wish.force,
            watch=watch,
        )
        plan = tuned.plan
    fitted = fit(
        library,
        dataset,
        plan,
        wish.name,
        folds=wish.folds,
        resume=wish.resume,
        force=wish.force,
        films=wish.films,
        watch=watch,
    )
    return fitted, tuned


def measure(
    library: Library,
    dataset: Dataset,
    tower: str = "",
    *,
    plan: Plan | None = None,
    folds: int = 0,
    force: bool = False,
    films: bool = False,
    watch: Watch = unwatched,
) -> Report:
    """A kept tower on videos it has not learned from; or, over `folds`, towers made for the purpose."""
    plan = plan or Plan()
    name = tower or towers.current(library)
    if folds > 1 or name is None:
        split.enough(dataset, plan.tasks)
        made, _ = crossvalidate(dataset, plan, max(2, folds or 5), force=force, watch=watch)
        return evaluate(dataset, made, films=films, seed=plan.seed)
    return compared(library, name, dataset, films=films, seed=plan.seed)


@dataclass(frozen=True, slots=True)
class Listed:
    """A tower in a list."""

    name: str
    serves: bool
    made: str
    tasks: str
    videos: int
    gain: str
    encoder: str


def listed(library: Library) -> list[Listed]:
    """All towers of a library, oldest first."""
    found = [towers.read(library, name) for name in towers.names(library)]
    serves = towers.current(library)
    rows = []
    for one in sorted(found, key=lambda tower: (tower.data.get("made", ""), tower.name)):
        gain = ((one.metrics.get("verdict") or {}).get("gain") or {}).get("gain") or {}
        rows.append(
            Listed(
                one.name,
                one.name == serves,
                str(one.data.get("made", ""))[:16].replace("T", " "),
                ", ".join(one.data.get("tasks", [])),
                len(one.data.get("learned", [])),
                f"{gain['mean']:+.3f}" if gain else "n/a",
                one.config["encoder"],
            )
        )
    return rows


def serve(library: Library, name: str, *, rollback: bool = False) -> str:
    """Promote by hand or go back; a sentence that says what serves now."""
    if rollback:
        now = towers.rollback(library)
    else:
        now = None if name == "none" else name
        if now:
            serving.expect(library, towers.read(library, now))
        towers.promote(library, now)
    return f"{now or 'The zero-shot prior'} serves now."


def make(
    library: Path | None,
    out: Path,
    sources: Sequence[Path],
    form: str,
    features: Path | None = None,
    texts: Path | None = None,
    step: float = CLIP,
) -> dict[str, object]:
    """Write a dataset from a library, or from manifests and features; what it holds."""
    if features is None:
        made = choices(Library.open(library), None, sources, form)
    else:
        if len(sources) != 1:
            raise UsageWrong("A dataset of features is made from one manifest: give it with --from FILE.")
        made = featured(read(sources[0], form), features, texts=texts, step=step)
    if not len(made):
        split.enough(made, ())
    datasets.save(made, out)
    return facts(made)


def facts(dataset: Dataset) -> dict[str, object]:
    """What a dataset holds, in a few figures."""
    return {
        "videos": len(dataset),
        "series": len({example.group or example.id for example in dataset}),
        "thumbnails": sum(example.labelled for example in dataset),
        "prompts": sum(len(example.asked) for example in dataset),
        "tags": list(dataset.tags),
        "frames": sum(len(example.chosen) for example in dataset),
        "encoder": dataset.encoder,
        "sound": dataset.sound or "none",
        "learnable": list(dataset.tasks()),
        "fingerprint": dataset.fingerprint(),
        "notes": list(dataset.notes),
    }
