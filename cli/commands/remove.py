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
    from vsearch.library import Store
    from vsearch.library.catalog import refresh

    shelves = Store.open(library)
    gone = [shelves.find(id) for id in ids]
    for entry in {entry.id: entry for entry in gone}.values():
        shelves.remove(entry.id)
        terminal.as_json({"removed": entry.id}) if as_json else terminal.say(
            f"Forgot {entry.id} ({entry.video.title})."
        )
    refresh(shelves)
