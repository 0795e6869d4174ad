"""`vsearch towers`: list, compare, promote, roll back."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def towers(
    promote: Annotated[
        str, typer.Option("--promote", help="Let this tower serve; `none` for the zero-shot prior.")
    ] = "",
    rollback: Annotated[bool, typer.Option("--rollback", help="Let what served before serve again.")] = False,
    compare: Annotated[str, typer.Option("--compare", help="Measure this tower against the one that serves.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the trained towers of the library; compare, promote, or go back."""
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.cli.show import training as show_training
    from vsearch.training.serving.towers import listed, serve

    with vsearch.open(library) as opened:
        if compare:
            # Only now: who compares nothing need not wait for torch.
            from vsearch.training.datasets.choices import load_dataset
            from vsearch.training.tower.pipeline import measure

            made = measure(opened, load_dataset(opened), compare)
            envelope.answer([items.members(made, "notes")], made.notes) if as_json else show_training.report(made)
            return
        said = [serve(opened, promote, rollback=rollback)] if promote or rollback else []
        if said and not as_json:
            terminal.errors.print(said[0])
        rows = listed(opened)
        envelope.answer(rows, said) if as_json else show_training.towers(rows)
