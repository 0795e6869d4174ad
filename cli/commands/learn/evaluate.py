"""`vsearch evaluate`: how good a tower is, next to the baselines."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import DataOption, FFmpegOption, FormOption, FromOption, JsonOption, LibraryOption


def evaluate(
    tower: Annotated[str, typer.Option("--tower", help="Which tower [default: the one that serves].")] = "",
    folds: Annotated[
        int, typer.Option("--folds", min=0, help="Cross-validate a fresh tower over this many parts instead.")
    ] = 0,
    data: DataOption = None,
    sources: FromOption = None,
    form: FormOption = "auto",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same figures.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Measure though no split is honest.")] = False,
    ffmpeg: FFmpegOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a tower on videos it has not learned from, next to the baselines."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import training as show_training
    from vsearch.models.packages import demand_packages

    demand_packages("To measure a tower")
    from vsearch.training.datasets.choices import load_dataset
    from vsearch.training.tower.pipeline import measure
    from vsearch.training.tower.plan import Plan

    with vsearch.open(library) as opened, show_training.live(as_json) as look:
        made = measure(
            opened,
            load_dataset(opened, data, sources or (), form),
            tower,
            plan=Plan(seed=seed),
            folds=folds,
            force=force,
            films=ffmpeg,
            watch=look,
        )
    envelope.answer([items.members(made, "notes")], made.notes) if as_json else show_training.report(made)
