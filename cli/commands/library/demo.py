"""`vsearch demo`: the main job on a sample library, or on one's own videos."""

from pathlib import Path
from typing import Annotated

import typer

from vsearch.cli.options import JsonOption


def demo(
    videos: Annotated[Path | None, typer.Argument(help="A folder of your own [a sample library is made].")] = None,
    folder: Annotated[Path, typer.Option("--folder", help="Where everything is put.")] = Path("demo"),
    as_json: JsonOption = False,
) -> None:
    """Index videos and show everything: thumbnails, three searches, a reel, and a page to look at."""
    from vsearch.cli.commands.library.tour import tour
    from vsearch.cli.show import demo as show_demo
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import index as show_index
    from vsearch.library import Store

    with show_index.watching() as watch:
        made = tour(folder, videos, watch)
    envelope.answer([items.tour(made)], store=Store.open(made.library)) if as_json else show_demo.tour(made)
    if any(outcome.status == "failed" for outcome in made.outcomes):
        raise typer.Exit(1)
