"""`vsearch list`: what the library holds."""

from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def list_videos(
    words: Annotated[str, typer.Argument(help="Only videos whose title, path, tags or series contain this.")] = "",
    library: LibraryOption = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only videos whose file is gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the videos of the library."""
    from vsearch.cli.show import library as show_library
    from vsearch.cli.show import terminal
    from vsearch.library.listing import listed
    from vsearch.retrieval.library import Library

    rows = listed(Library.open(library).store, containing=words, missing=missing)
    terminal.as_json(rows) if as_json else show_library.videos(rows, missing=missing)
