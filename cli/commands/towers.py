"""`vsearch towers`: list, compare, promote, roll back."""

from typing import Annotated

import typer

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
    from vsearch.cli.show import terminal
    from vsearch.cli.show import training as show_training
    from vsearch.retrieval.library import Library
    from vsearch.training.serving.towers import listed, serve

    opened = Library.open(library)
    if compare:
        # Only now: who compares nothing need not wait for torch.
        from vsearch.training.datasets.choices import load_dataset
        from vsearch.training.tower.pipeline import measure

        made = measure(opened, load_dataset(opened), compare)
        terminal.as_json(made) if as_json else show_training.report(made)
        return
    if promote or rollback:
        sentence = serve(opened, promote, rollback=rollback)
        terminal.errors.print(sentence, markup=False)
    rows = listed(opened)
    terminal.as_json(rows) if as_json else show_training.towers(rows)
