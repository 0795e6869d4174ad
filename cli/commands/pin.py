"""`vsearch pin`: set one's own thumbnail."""

from typing import Annotated

import typer

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
    from vsearch.cli.show import results as show_results
    from vsearch.cli.show import terminal
    from vsearch.errors import UsageWrong
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.thumbnails import pins

    opened = Library.open(library)
    if clear == (choice is not None):
        raise UsageWrong("Give a time or a picture to pin, or --clear to take the pins back.")
    if choice is None:
        there = pins.unpin(opened, video)
        terminal.as_json({"video": video, "unpinned": there}) if as_json else show_results.show_unpin(video, any_=there)
        return
    made = pins.pin(opened, video, choice)
    terminal.as_json(made) if as_json else show_results.show_pin(made)
