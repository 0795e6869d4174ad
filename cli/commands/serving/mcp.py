"""`vsearch mcp`: the library as tools of an assistant."""

from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import LibraryOption


def mcp(
    library: LibraryOption = None,
    write: Annotated[bool, typer.Option("--write", help="Let it pin, label and save to reels too.")] = False,
    clips: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="With --write: let it cut clips into this folder.")
    ] = None,
    name: Annotated[str, typer.Option(help="In whose name it decides.")] = "mcp",
) -> None:
    """Let an assistant work with a library, over the Model Context Protocol."""
    vsearch.serve_mcp(library, write=write, clips=clips, name=name)
