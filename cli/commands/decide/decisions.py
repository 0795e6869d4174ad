"""`vsearch decisions`: what people decided: the log, undoing, in and out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption

decisions = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="What people decided: list, undo, import, export.",
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
    containing: Annotated[str, typer.Option("--containing", "-c", help="Only those that say these words.")] = "",
    top: Annotated[int, typer.Option("-n", min=1, help="The last so many.")] = 50,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List decisions, the newest last; each has a key by which it is undone."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import training as show_training

    with vsearch.open(library) as opened:
        rows = opened.history(containing, video=opened.identify(video) if video else "")[:top][::-1]
        if as_json:
            told = [{"key": row.key, "undone": row.undone, **asdict(row.decision)} for row in rows]
            envelope.answer(told, store=opened.store)
        else:
            show_training.decisions(rows)


@decisions.command(name="undo")
def undo_decision(
    key: Annotated[str, typer.Argument(help="The decision's key, or its beginning, as `list` shows it.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a decision back: it counts no more. Undo the undo to bring it back."""
    from vsearch.cli.show import envelope, terminal

    with vsearch.open(library) as opened:
        made = opened.undo(key)
        if as_json:
            envelope.answer([asdict(made)], store=opened.store)
        else:
            terminal.say(f"Taken back: {' '.join(part for part in (made.kind, made.tag, made.video) if part)}.")
