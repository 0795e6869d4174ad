"""`vsearch remove`: forget videos."""

from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, unique prefixes of them, or paths.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget videos; their files stay where they are, and so do the decisions about them."""
    from vsearch.cli.show import terminal
    from vsearch.library.catalog import refresh
    from vsearch.retrieval.library import Library

    opened = Library.open(library)
    gone = [opened.store.find(id) for id in ids]
    for entry in {entry.id: entry for entry in gone}.values():
        opened.store.remove(entry.id)
        if as_json:
            terminal.as_json({"removed": entry.id})
        else:
            terminal.say(f"Forgot {entry.id} ({entry.video.title}).")
    refresh(opened.store)
