"""`vsearch highlights`: the moments of a video most worth watching."""

from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument


def highlights(
    video: VideoArgument,
    prompt: Annotated[str, typer.Option(help="What the moments should show [whatever stands out].")] = "",
    length: Annotated[float, typer.Option(help="Seconds that a moment lasts at most.")] = 30.0,
    top: Annotated[int, typer.Option("--top", "-n", help="How many moments.")] = 5,
    refine: Annotated[bool, typer.Option("--refine", help="Decode around a prompt's hits for exact edges.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the moments of a video most worth watching, or those that match a prompt."""
    from vsearch.cli import show, show_results
    from vsearch.library import Library
    from vsearch.retrieval.highlights import highlights as find
    from vsearch.retrieval.scope import titles

    opened = Library.open(library)
    moments = find(opened, video, prompt=prompt, length=length, top=top, refine=refine)
    names = titles(opened, [moment.video for moment in moments])
    show.as_json(moments) if as_json else show_results.show_moments(names, moments)
