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
    from vsearch.errors import LibraryDamaged
    from vsearch.library import Store
    from vsearch.library.catalog import refresh

    store = Store.open(library)
    titles = {}
    for id in ids:
        try:
            found = store.find(id)
            titles[found.id] = found.video.title
        except LibraryDamaged:
            if not store.has(id):
                raise
            titles[id] = "damaged"
    for id, title in titles.items():
        store.remove(id)
        if as_json:
            terminal.as_json({"removed": id})
        else:
            terminal.say(f"Forgot {id} ({title}).")
    refresh(store)
