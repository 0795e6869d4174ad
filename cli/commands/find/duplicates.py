"""`vsearch duplicates`: videos that show the same."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def duplicates(
    video: Annotated[str | None, typer.Argument(metavar="ID", help="Only duplicates of this video [all].")] = None,
    least: Annotated[float, typer.Option(help="The share of the shorter video that must be in the longer.")] = 0.3,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find videos that show the same, whole or in part, however they begin."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import results as show_results

    with vsearch.open(library) as opened:
        pairs = opened.duplicates(video, least=least)
        same = opened.copies(video)
        if as_json:
            envelope.answer(map(items.pair, pairs), store=opened.store, copies=[items.copy(one) for one in same])
        else:
            known = [id for pair in pairs for id in (pair.one, pair.other)] + [copy.video for copy in same]
            show_results.show_duplicates(opened.titles(known), pairs, same)
