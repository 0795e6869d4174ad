"""`vsearch train`: a query tower from what people chose."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import (
    ClusterOption,
    DataOption,
    FFmpegOption,
    FormOption,
    FromOption,
    JsonOption,
    LibraryOption,
)
from vsearch.errors import UsageWrong

if TYPE_CHECKING:
    from vsearch.retrieval.library import Library

SEGMENTS = "segments"
"""The task of its own: what each second of a video is."""


def planning(
    task: Annotated[
        str,
        typer.Option("--task", help="Comma-separated: thumbnail, highlight, tags [default: all]; or segments, alone."),
    ] = "",
    model: Annotated[
        str, typer.Option("--model", help="Of segments: attention, or lstm, a plain one that knows intros alone.")
    ] = "attention",
    epochs: Annotated[
        int, typer.Option("--epochs", min=0, show_default=False, help="Passes at most [default: 20; of segments 30].")
    ] = 0,
    batch: Annotated[
        int, typer.Option("--batch", min=0, show_default=False, help="Videos a step [default: 32; of segments 8].")
    ] = 0,
    rate: Annotated[
        float, typer.Option("--rate", show_default=False, help="Learning rate [default: 0.001; of segments 0.003].")
    ] = 0,
    width: Annotated[
        int, typer.Option("--width", min=8, show_default=False, help="Width of the tower [default: 256].")
    ] = 256,
    frames: Annotated[int, typer.Option("--frames", min=2, help="Frames of a video that a step looks at.")] = 96,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same tower.")] = 0,
) -> dict[str, Any]:
    """The plan that the options make; what is not given is left to the task."""
    tasks = tuple(part.strip() for part in task.split(",") if part.strip())
    given = {"epochs": epochs, "batch": batch, "rate": rate}
    plan = {name: value for name, value in given.items() if value} | {"seed": seed}
    if SEGMENTS in tasks:
        if len(tasks) > 1:
            raise UsageWrong("Segments are learned by a model of their own: give --task segments alone.")
        return {"tasks": tasks, "model": model, **plan}
    return {"tasks": tasks, "width": width, "frames": frames, **plan}


@grouped(planned=planning)
def train(
    planned: dict[str, Any],
    folds: Annotated[
        int,
        typer.Option(
            "--folds",
            min=0,
            show_default=False,
            help="Judge by cross-validation over this many parts [default: 5 below 300 videos, else 1].",
        ),
    ] = 0,
    tune: Annotated[int, typer.Option("--tune", min=0, help="First try this many plans.")] = 0,
    sampler: Annotated[str, typer.Option("--sampler", help="How plans are drawn: tpe, random, grid.")] = "tpe",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Plans tried at once, in processes.")] = 1,
    cluster: ClusterOption = None,
    name: Annotated[str, typer.Option("--name", help="What the tower is called [default: the next free tN].")] = "",
    data: DataOption = None,
    sources: FromOption = None,
    form: FormOption = "auto",
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint of this name.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Train though no split is honest.")] = False,
    ffmpeg: FFmpegOption = None,
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only if the monitor finds it worth while: for cron.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train a query tower from choices, or what tells intros from credits, and let it serve if it is better."""
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.cli.show import training as show_training
    from vsearch.cluster.work import joined
    from vsearch.training.serving.monitor import needed

    if cluster and (not tune or jobs > 1):
        raise UsageWrong("A cluster tries plans: --cluster goes with --tune, and without --jobs.")
    with vsearch.open(library) as opened:
        if SEGMENTS in planned["tasks"]:
            without = {
                "--tune": tune,
                "--resume": resume,
                "--data": data,
                "--from": sources,
                "--if-needed": if_needed,
            }
            if wrong := next((option for option, value in without.items() if value), ""):
                raise UsageWrong(f"{wrong} says nothing to --task segments: leave it out.")
            _segments(opened, planned, name, folds, force, as_json)
            return
        if if_needed and not (need := needed(opened)).yes:
            envelope.answer([], [need.why], needed=False) if as_json else terminal.say(
                f"No training is needed. {need.why}"
            )
            return
        from vsearch.models.packages import demand_packages
        from vsearch.training.datasets import split
        from vsearch.training.datasets.choices import load_dataset

        with show_training.live(as_json) as look:
            chosen = load_dataset(opened, data, sources or (), form)
            split.enough(chosen, ())
            demand_packages("To train")
            # Only now: who need not train, or cannot, need not wait for torch.
            from vsearch.training.tower.pipeline import TrainSettings
            from vsearch.training.tower.pipeline import train as learn
            from vsearch.training.tower.plan import Plan

            plan = Plan(**planned)
            settings = TrainSettings(plan, name, folds, tune, sampler, jobs, resume, force, ffmpeg)
            with joined(cluster) as there:
                opened.executor = there.executor
                made, tuned = learn(opened, chosen, settings, look)
    envelope.answer([items.fitted(made, tuned)], made.notes) if as_json else show_training.fitted(made, tuned)


def _segments(opened: "Library", planned: dict[str, Any], name: str, folds: int, force: bool, as_json: bool) -> None:
    """Train a model that tells what each second is."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import training as show_training
    from vsearch.models.packages import demand_packages

    demand_packages("To train")
    from vsearch.training.segments.learn import SegmentPlan
    from vsearch.training.segments.pipeline import SegmentTraining, train

    plan = SegmentPlan(**{key: value for key, value in planned.items() if key != "tasks"})
    asked = SegmentTraining(plan, name, **({"folds": folds} if folds else {}), force=force)
    made = train(opened, asked, show_training.stages(as_json))
    envelope.answer([items.members(made, "notes")], made.notes) if as_json else show_training.segments(made)
