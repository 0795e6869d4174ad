"""The options of what is written of moments, a group that several commands have."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vsearch.media.delivery import Wanted


def outputs(
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with stills and a player.")] = None,
    clips: Annotated[Path | None, typer.Option(metavar="DIR", help="Cut each moment, exact to the frame.")] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Cut at key frames instead: at once, without loss.")] = False,
    reel: Annotated[Path | None, typer.Option(metavar="FILE", help="Join the moments into one MP4.")] = None,
    reel_length: Annotated[float | None, typer.Option(metavar="S", help="Seconds of the best for the reel.")] = None,
    vertical: Annotated[
        bool, typer.Option("--vertical", help="Clips and reel in 9:16, following the subject.")
    ] = False,
    without_segments: Annotated[
        bool, typer.Option("--without-segments", help="Cut intros, credits and other packaging out of them.")
    ] = False,
    preview: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a short moving picture: .webp, .gif or .mp4.")
    ] = None,
    storyboard: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write small pictures of the whole video, with WebVTT.")
    ] = None,
    storyboard_every: Annotated[
        float | None, typer.Option(metavar="S", help="Seconds from one to the next [those the library keeps].")
    ] = None,
    export: Annotated[
        str,
        typer.Option(
            metavar="FILE[,...]", help="Write for other programs: .otio, .edl, .fcpxml, .csv, .vtt or .txt (YouTube)."
        ),
    ] = "",
) -> "Wanted":
    """What the options ask for."""
    from vsearch.media.delivery import Wanted

    named = tuple(Path(part.strip()) for part in export.split(",") if part.strip())
    return Wanted(
        html, clips, copy, reel, reel_length, preview, storyboard, storyboard_every, named, vertical, without_segments
    )
