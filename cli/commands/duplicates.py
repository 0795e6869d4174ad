"""`vsearch duplicates`: videos that show the same."""

from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def duplicates(
    video: Annotated[str | None, typer.Argument(metavar="ID", help="Only duplicates of this video [all].")] = None,
    least: Annotated[float, typer.Option(help="The share of the shorter video that must be in the longer.")] = 0.3,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find videos that show the same, whole or in part, however they begin."""
    from vsearch.cli.show import results as show_results
    from vsearch.cli.show import terminal
    from vsearch.retrieval.duplicates import copies
    from vsearch.retrieval.duplicates import duplicates as alike
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.search.scope import titles

    opened = Library.open(library)
    pairs = alike(opened, video=video, least=least)
    same = copies(opened, video=video)
    names = titles(opened, [id for pair in pairs for id in (pair.one, pair.other)] + [copy.video for copy in same])
    terminal.as_json([*pairs, *same]) if as_json else show_results.show_duplicates(names, pairs, same)
