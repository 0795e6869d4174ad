"""`vsearch sync`: copy a library, or a part of it, to another place."""

from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption


def sync(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="A library: a folder or a URL.")],
    target: Annotated[Path, typer.Argument(metavar="TO", help="Where to: a folder or a URL; made if it is not there.")],
    videos: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="These videos alone [default: all that there is].")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a library, or a part of it, between folders and object storage."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import library as show_library

    with vsearch.open(source) as opened:
        found = opened.sync(target, *videos or (), watch=(lambda _: None) if as_json else show_library.synced)
        if as_json:
            envelope.answer(found, store=opened.store)
        else:
            show_library.all_synced(found)
    if any(one.status in ("busy", "damaged") for one in found):
        raise typer.Exit(1)
