"""The options of what is written of moments; `@with_outputs` gives them to a command, as one value."""

from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    return Wanted(html, clips, copy, reel, reel_length, preview, storyboard, storyboard_every, named, vertical)


def with_outputs(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it gets what they ask for as its parameter `wanted`."""
    own, ours = signature(command), signature(outputs).parameters

    def run(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in ours}
        command(**given, wanted=outputs(**chosen))

    kept = [parameter for name, parameter in own.parameters.items() if name != "wanted"]
    added = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in ours.values()]
    parameters = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in kept] + added
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
    run.__name__, run.__doc__, run.__module__ = command.__name__, command.__doc__, command.__module__
    return run
