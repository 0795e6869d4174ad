"""`vsearch train`: a query tower from what people chose."""

from typing import Annotated, Any

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import DataOption, FFmpegOption, FormOption, FromOption, JsonOption, LibraryOption


def planning(
    task: Annotated[
        str, typer.Option("--task", help="Comma-separated: thumbnail, highlight, tags [default: all].")
    ] = "",
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Passes over the choices at most.")] = 20,
    batch: Annotated[int, typer.Option("--batch", min=1, help="Videos a step.")] = 32,
    rate: Annotated[float, typer.Option("--rate", help="Learning rate.")] = 1e-3,
    width: Annotated[int, typer.Option("--width", min=8, help="Width of the tower.")] = 256,
    frames: Annotated[int, typer.Option("--frames", min=2, help="Frames of a video that a step looks at.")] = 96,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same tower.")] = 0,
) -> dict[str, Any]:
    """The plan that the options make."""
    tasks = tuple(part.strip() for part in task.split(",") if part.strip())
    plan = {"epochs": epochs, "batch": batch, "rate": rate, "width": width, "frames": frames, "seed": seed}
    return {"tasks": tasks, **plan}


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
    """Train a query tower from choices, and let it serve if it is better."""
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.cli.show import training as show_training
    from vsearch.training.serving.monitor import needed

    with vsearch.open(library) as opened:
        if if_needed and not (need := needed(opened)).yes:
            envelope.answer([], [need.why], needed=False) if as_json else terminal.say(
                f"No training is needed. {need.why}"
            )
            return
        from vsearch.training.datasets import split
        from vsearch.training.datasets.choices import load_dataset

        with show_training.live(as_json) as look:
            chosen = load_dataset(opened, data, sources or (), form)
            split.enough(chosen, ())
            # Only now: who need not train, or cannot, need not wait for torch.
            from vsearch.training.tower.pipeline import TrainSettings
            from vsearch.training.tower.pipeline import train as learn
            from vsearch.training.tower.plan import Plan

            plan = Plan(**planned)
            made, tuned = learn(
                opened, chosen, TrainSettings(plan, name, folds, tune, sampler, jobs, resume, force, ffmpeg), look
            )
    envelope.answer([items.fitted(made, tuned)], made.notes) if as_json else show_training.fitted(made, tuned)
