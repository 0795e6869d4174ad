"""`vsearch reels`: reels that are kept under names: list, show, make longer, write as films or lists of cuts."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def reels(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The reel; without one, all are listed.")] = "",
    add: Annotated[
        list[str] | None, typer.Option(metavar="ID@START-END", help="Add a stretch at its end; may be repeated.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it: .mp4, .otio, .edl, .fcpxml or .csv.")
    ] = None,
    vertical: Annotated[bool, typer.Option("--vertical", help="In 9:16, following the subject.")] = False,
    without_segments: Annotated[
        bool, typer.Option("--without-segments", help="Write it without intros, credits and other packaging.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Forget it; the videos stay.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reels that are kept, show one, add to it, or write it."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import reels as show_reels

    if not name and (add or out or forget):
        raise vsearch.UsageWrong("It is not said which reel is meant.", "see-reels")
    with vsearch.open(library) as opened:
        if forget:
            opened.forget_reel(name)
        elif add:
            opened.save_reel(_longer(opened, name, add))
        kept = opened.reels() if not name else [] if forget else [opened.reel(name)]
        written = []
        if out and not forget:
            joined = opened.write_reel(name, out, vertical=vertical, without_segments=without_segments)
            written = [items.written_reel(joined, out)]
        if as_json:
            envelope.answer([items.kept_reel(reel) for reel in kept], store=opened.store, written=written)
        elif name:
            show_reels.show_reel(kept, opened.titles(part.video for reel in kept for part in reel.parts), out)
        else:
            show_reels.show_reels(kept)


def _longer(opened: "vsearch.Library", name: str, stretches: list[str]) -> "vsearch.Reel":
    """The reel of that name, or a new one, with stretches at its end."""
    there = next((reel for reel in opened.reels() if reel.name == name), vsearch.Reel(name))
    return replace(there, parts=(*there.parts, *(_part(opened, stretch) for stretch in stretches)))


def _part(opened: "vsearch.Library", stretch: str) -> "vsearch.ReelPart":
    """A stretch as people write it: ID@START-END."""
    from vsearch.timecodes import seconds

    video, _, times = stretch.rpartition("@")
    start, end = (seconds(time) for time in (*times.split("-"), "", "")[:2])
    if not video or start is None or end is None or not 0 <= start < end:
        raise vsearch.UsageWrong(f"{stretch!r} is no stretch of a video. Write it as ID@0:12.5-0:15.")
    return vsearch.ReelPart(opened.find(video).id, vsearch.Span(start, end))
