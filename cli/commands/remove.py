"""`vsearch remove`: forget videos."""

from typing import TYPE_CHECKING, Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from vsearch.library import Store


def remove(
    videos: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, unique prefixes of them, titles or paths.")
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Every video whose file is gone.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget videos; their files stay where they are, and so do the decisions about them."""
    from vsearch.cli.show import envelope, terminal
    from vsearch.errors import UsageWrong
    from vsearch.library.catalog import refresh
    from vsearch.retrieval.library import Library

    if missing == bool(videos):
        raise UsageWrong("Give the IDs of videos, or --missing for every video whose file is gone.")
    with Library.open(library) as opened:
        gone = [row.id for row in opened.list(missing=True)] if missing else videos or []
        names = envelope.naming(opened.store)
        told = [names(id) for id in dict.fromkeys(_id(opened.store, key) for key in gone)]
        for item in told:
            opened.store.remove(item["id"])
        refresh(opened.store)
    if as_json:
        envelope.answer(told)
        return
    for item in told:
        terminal.say(f"Forgot {item['id']} ({item['title'] or 'damaged'}).")
    if not told:
        terminal.say("No video is missing.")


def _id(store: "Store", key: str) -> str:
    """The id of a video, which may be too damaged to be known by anything else."""
    from vsearch.errors import LibraryDamaged

    try:
        return store.find(key).id
    except LibraryDamaged:
        if not store.has(key):
            raise
        return key
