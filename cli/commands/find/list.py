"""`vsearch list`: what the library holds."""

from typing import Annotated, Literal

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def list_videos(
    words: Annotated[
        list[str] | None, typer.Argument(help="Only videos whose title, path, tags or series contain this.")
    ] = None,
    library: LibraryOption = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="Only videos with this tag; repeated, with all of them.")
    ] = None,
    series: Annotated[str, typer.Option("--series", help="Only videos of this series.")] = "",
    sort: Annotated[
        Literal["title", "duration", "date", "path", "series"],
        typer.Option("--sort", help="By what to order them; the longest and the newest come first."),
    ] = "title",
    missing: Annotated[bool, typer.Option("--missing", help="Only videos whose file is gone.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Files that could not be indexed, and why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the videos of the library."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import library as show_library

    with vsearch.open(library) as opened:
        if failed:
            if tags or series or missing:
                raise vsearch.UsageWrong("What failed has no tags, no series and no video. Give words alone.")
            found = opened.failures(" ".join(words or ()))
            envelope.answer(map(items.failure, found)) if as_json else show_library.failures(found)
            return
        rows = opened.list(" ".join(words or ()), missing=missing, tags=tags or (), series=series, sort=sort)
    envelope.answer(rows) if as_json else show_library.videos(rows, missing=missing)
