"""`vsearch towers`: list, compare, promote, roll back."""

from typing import TYPE_CHECKING, Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption
from vsearch.errors import UsageWrong

if TYPE_CHECKING:
    from vsearch.retrieval.library import Library


def towers(
    promote: Annotated[
        str, typer.Option("--promote", help="Let this tower serve; `none` for the zero-shot prior.")
    ] = "",
    rollback: Annotated[bool, typer.Option("--rollback", help="Let what served before serve again.")] = False,
    compare: Annotated[str, typer.Option("--compare", help="Measure this tower against the one that serves.")] = "",
    task: Annotated[str, typer.Option("--task", help="`segments` for the models that tell intros and credits.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the trained towers of the library; compare, promote, or go back."""
    from vsearch.cli.cures import COMMAND_LINE
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.cli.show import training as show_training
    from vsearch.training.serving.towers import listed, serve

    if task not in ("", "segments"):
        raise UsageWrong(f"{task!r} has no towers of its own: leave --task out, or give segments.")
    with vsearch.open(library) as opened:
        if task:
            _segments(opened, promote, rollback, compare, as_json)
            return
        if compare:
            # Only now: who compares nothing need not wait for torch.
            from vsearch.models.packages import demand_packages
            from vsearch.training.datasets.choices import load_dataset

            demand_packages("To measure a tower")
            from vsearch.training.tower.pipeline import measure

            made = measure(opened, load_dataset(opened), compare)
            envelope.answer([items.members(made, "notes")], made.notes) if as_json else show_training.report(made)
            return
        said = [serve(opened, promote, rollback=rollback)] if promote or rollback else []
        if said and not as_json:
            terminal.errors.print(said[0])
        rows = listed(opened, COMMAND_LINE)
        envelope.answer(rows, said) if as_json else show_training.towers(rows)


def _segments(opened: "Library", promote: str, rollback: bool, compare: str, as_json: bool) -> None:
    """The same for the models of segments."""
    from vsearch.cli.cures import COMMAND_LINE
    from vsearch.cli.show import envelope, terminal
    from vsearch.cli.show import training as show_training
    from vsearch.training.segments.serving import compared, listed, serve

    if compare:
        made = compared(opened, compare)
        envelope.answer([made]) if as_json else show_training.segments_report(made)
        return
    said = [serve(opened, promote, rollback=rollback)] if promote or rollback else []
    if said and not as_json:
        terminal.errors.print(said[0])
    rows = listed(opened, COMMAND_LINE)
    envelope.answer(rows, said) if as_json else show_training.towers(rows, "model")
