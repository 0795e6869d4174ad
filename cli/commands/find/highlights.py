"""`vsearch highlights`: the moments of a video most worth watching."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import JsonOption, LibraryOption, VideosArgument, prompted
from vsearch.cli.outputs import outputs
from vsearch.retrieval.motion import MOTIONS

if TYPE_CHECKING:
    from vsearch.media.delivery import Wanted


@grouped(wanted=outputs)
def highlights(
    videos: VideosArgument,
    prompt: Annotated[str | None, typer.Option(help="What the moments should show [whatever stands out].")] = None,
    length: Annotated[float, typer.Option(help="Seconds that a moment lasts at most.")] = 30.0,
    top: Annotated[int, typer.Option("--top", "-n", help="How many moments of each video.")] = 5,
    refine: Annotated[bool, typer.Option("--refine", help="Decode around a prompt's hits for exact edges.")] = False,
    motion: Annotated[str | None, typer.Option(help=f"Only what moves so: {', '.join(MOTIONS)}.")] = None,
    with_segments: Annotated[
        bool, typer.Option("--with-segments", help="Let intros, credits and other packaging in.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    *,
    wanted: "Wanted",
) -> None:
    """Find the moments of videos most worth watching, or those that match a prompt."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import outputs as show_outputs
    from vsearch.cli.show.answers import results as show_results

    words = prompted(prompt)
    with vsearch.open(library) as opened:
        ids = dict.fromkeys(opened.find(video).id for video in videos)
        ask = partial(
            opened.highlights,
            prompt=words,
            length=length,
            top=top,
            refine=refine,
            with_segments=with_segments,
            motion=motion or "",
        )
        found = [ask(id) for id in ids]
        moments = [moment for part in found for moment in part]
        remarked = [note for part in found for note in opened.remarks(part, words, motion or "")]
        notes = list(dict.fromkeys((*opened.notes, *remarked)))
        written = opened.deliver(moments, wanted, query=words, note=" ".join(notes))
        if as_json:
            envelope.answer(moments, notes, store=opened.store, **items.written(written))
        else:
            show_results.show_moments(opened.titles(ids), moments)
            show_results.show_notes(notes)
            show_outputs.show_written(written)
    if written.refused:
        raise typer.Exit(1)
