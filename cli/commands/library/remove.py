"""`vsearch remove`: forget videos."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


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

    if missing == bool(videos):
        raise UsageWrong("Give the IDs of videos, or --missing for every video whose file is gone.")
    with vsearch.open(library) as opened:
        gone = [row.id for row in opened.list(missing=True)] if missing else videos or []
        names = envelope.naming(opened.store)
        told = [names(id) for id in dict.fromkeys(map(opened.identify, gone))]
        opened.remove(*(item["id"] for item in told))
    if as_json:
        envelope.answer(told)
        return
    for item in told:
        terminal.say(f"Forgot {item['id']} ({item['title'] or 'damaged'}).")
    if not told:
        terminal.say("No video is missing.")
