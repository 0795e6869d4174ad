"""`vsearch segments`: intros, credits and other packaging, by episode."""

from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import ClusterOption, JsonOption, LibraryOption


def segments(
    which: Annotated[str, typer.Argument(metavar="[ID|SERIES]", help="One video, or the episodes of a series.")] = "",
    find: Annotated[bool, typer.Option("--find", help="Find them anew, or where nobody looked.")] = False,
    export: Annotated[
        str,
        typer.Option(metavar="FORMAT[,...]", help="Write for players: vtt, edl (Kodi), jellyfin, plex or csv."),
    ] = "",
    folder: Annotated[Path | None, typer.Option("--out", help="Where to write [here].")] = None,
    beside: Annotated[bool, typer.Option("--beside", help="Write beside each film, as players look for it.")] = False,
    copy: Annotated[
        Path | None, typer.Option("--copy", metavar="DIR", help="Copy the films there with chapters inside.")
    ] = None,
    cluster: ClusterOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what of episodes is packaging: intros, credits, recaps, idents and advertisements."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import segments as show_segments
    from vsearch.cluster.work import joined

    if cluster and not find:
        raise vsearch.UsageWrong("What was found is shown from here: --cluster goes with --find.")
    formats = [part.strip() for part in export.split(",") if part.strip()]
    with vsearch.open(library) as opened:
        if find:
            with joined(cluster) as there:
                opened.executor = there.executor
                opened.find_segments(*(one.video for one in opened.segments(which)) if which else ())
        found = opened.segments(which)
        written = opened.export_segments(found, formats, folder=folder, beside=beside, copies=copy)
        if as_json:
            envelope.answer(found, store=opened.store, written=written)
        else:
            show_segments.season(found)
            show_segments.written(written)
