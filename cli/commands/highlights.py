"""`vsearch highlights`: the moments of a video most worth watching."""

from typing import TYPE_CHECKING, Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument, prompted
from vsearch.cli.outputs import with_outputs

if TYPE_CHECKING:
    from vsearch.media.delivery import Wanted


@with_outputs
def highlights(
    video: VideoArgument,
    prompt: Annotated[str | None, typer.Option(help="What the moments should show [whatever stands out].")] = None,
    length: Annotated[float, typer.Option(help="Seconds that a moment lasts at most.")] = 30.0,
    top: Annotated[int, typer.Option("--top", "-n", help="How many moments.")] = 5,
    refine: Annotated[bool, typer.Option("--refine", help="Decode around a prompt's hits for exact edges.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    *,
    wanted: "Wanted",
) -> None:
    """Find the moments of a video most worth watching, or those that match a prompt."""
    from vsearch.cli.show import outputs as show_outputs
    from vsearch.cli.show import results as show_results
    from vsearch.cli.show import terminal
    from vsearch.media.delivery import deliver
    from vsearch.retrieval.highlights.choose import highlights as find
    from vsearch.retrieval.highlights.choose import remarks
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.search.scope import titles

    opened, words = Library.open(library), prompted(prompt)
    moments = find(opened, video, prompt=words, length=length, top=top, refine=refine)
    notes = remarks(opened, moments, words)
    names = titles(opened, [moment.video for moment in moments])
    written = deliver(opened.store, moments, wanted, query=words, note=" ".join(notes))
    if as_json:
        terminal.as_json(show_outputs.joined(moments, written))
    else:
        show_results.show_moments(names, moments)
        show_results.show_notes(notes)
        show_outputs.show_written(written)
    if written.refused:
        raise typer.Exit(1)
