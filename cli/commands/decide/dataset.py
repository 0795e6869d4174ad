"""`vsearch dataset`: what can be learned from, as a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

import vsearch
from vsearch.cli.options import FormOption, FromOption, JsonOption, LibraryOption

dataset = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Make and read datasets.")


@dataset.command()
def build(
    out: Annotated[Path, typer.Argument(help="The file to write, .npz.")],
    sources: FromOption = None,
    form: FormOption = "auto",
    features: Annotated[
        Path | None, typer.Option("--features", help="A folder of VIDEO.npz: no video and no library needed.")
    ] = None,
    texts: Annotated[Path | None, typer.Option("--texts", help="A folder of vectors of titles and prompts.")] = None,
    step: Annotated[float, typer.Option("--step", help="Seconds a row of features stands for.")] = 2.0,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build a dataset from the library's decisions and from manifests."""
    from vsearch.cli.show import training as show_training
    from vsearch.training.datasets.choices import make, make_of_features

    if features:
        facts = make_of_features(features, out, sources or (), form, texts, step)
    else:
        with vsearch.open(library) as opened:
            facts = make(opened, out, sources or (), form)
    _json(facts) if as_json else show_training.dataset(facts)


@dataset.command(name="show")
def show_dataset(
    path: Annotated[Path, typer.Argument(help="A dataset's file.")],
    as_json: JsonOption = False,
) -> None:
    """Say what a dataset holds."""
    from vsearch.cli.show import training as show_training
    from vsearch.training.datasets.choices import facts
    from vsearch.training.datasets.dataset import load

    told = facts(load(path))
    _json(told) if as_json else show_training.dataset(told)


def _json(facts: dict[str, Any]) -> None:
    from vsearch.cli.show import envelope

    envelope.answer([{name: value for name, value in facts.items() if name != "notes"}], facts["notes"])
