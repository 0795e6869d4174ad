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
    from vsearch.library import Store
    from vsearch.library.listing import listed

    rows = listed(Store.open(library), containing=words, missing=missing)
    terminal.as_json(rows) if as_json else show_library.videos(rows, missing=missing)
