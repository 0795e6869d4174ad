"""`vsearch pin`: set one's own thumbnail."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument


def pin(
    video: VideoArgument,
    choice: Annotated[
        str | None, typer.Argument(metavar="TIME|IMAGE", help="A time (83.5, 1:23.5) or a picture file.")
    ] = None,
    library: LibraryOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the pins of this video back.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Set the thumbnail of a video yourself: a time in it, or a picture."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import results as show_results
    from vsearch.errors import UsageWrong

    if clear == (choice is not None):
        raise UsageWrong("Give a time or a picture to pin, or --clear to take the pins back.")
    with vsearch.open(library) as opened:
        entry = opened.find(video)
        if choice is None:
            there = opened.unpin(entry.id)
            if as_json:
                envelope.answer([{"video": entry.id, "unpinned": there}], store=opened.store)
            else:
                show_results.show_unpin(entry.id, any_=there)
            return
        made = opened.pin(entry.id, choice)
        envelope.answer([items.thumbnail(made)], store=opened.store) if as_json else show_results.show_pin(made)
