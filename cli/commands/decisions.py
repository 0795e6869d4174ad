"""`vsearch decisions`: what people decided, in and out."""

from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption

decisions = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="What people decided: list, import, export."
)


@decisions.command(name="import")
def import_decisions(
    path: Annotated[
        Path, typer.Argument(help="CSV, JSONL or Parquet: decisions, or video,time,position,impressions,clicks.")
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take decisions or clicks from a file."""
    from vsearch.cli.show import envelope, terminal
    from vsearch.training.datasets import exchange

    with vsearch.open(library) as opened:
        made = exchange.import_decisions(opened, path)
    if as_json:
        envelope.answer([{"count": made.count, "known": made.known}], made.troubles)
        return
    for trouble in made.troubles:
        terminal.say(trouble)
    known = f" {made.known} were there already." if made.known else ""
    terminal.say(f"{made.count} decisions taken in.{known}")


@decisions.command(name="export")
def export_decisions(
    path: Annotated[Path, typer.Argument(help="The file to write, .csv or .jsonl.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write all decisions to a file."""
    from vsearch.cli.show import envelope, terminal
    from vsearch.training.datasets import exchange

    with vsearch.open(library) as opened:
        count = exchange.export_decisions(opened, path)
    if as_json:
        envelope.answer([{"count": count, "file": path}])
    else:
        terminal.say(f"{count} decisions written to {path}.")


@decisions.command(name="list")
def list_decisions(
    video: Annotated[str, typer.Argument(metavar="[ID]", help="Only those about this video.")] = "",
    top: Annotated[int, typer.Option("-n", min=1, help="The last so many.")] = 50,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List decisions, the newest last."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import training as show_training

    with vsearch.open(library) as opened:
        id = opened.identify(video) if video else ""
        rows = [row for row in opened.decisions() if not id or row.video == id][-top:]
        envelope.answer(rows, store=opened.store) if as_json else show_training.decisions(rows)
