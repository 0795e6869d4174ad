"""`vsearch trial`: thumbnails that learn from clicks: start, serve, log, status, stop."""

import sys
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument

trial = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Let viewers' clicks choose thumbnails: start, serve, log, status, stop.",
)


@trial.command(name="start")
def start_trials(
    videos: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="The videos to try frames of.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Try frames of every video that has several to try.")] = False,
    arms: Annotated[int, typer.Option(help="Frames that are tried, 2 to 6.")] = 3,
    share: Annotated[float, typer.Option(help="The share of viewers who take part; the others see the first.")] = 0.2,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin to try frames of videos as their thumbnails."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import trials as show_trials
    from vsearch.errors import UsageWrong

    if every == bool(videos):
        raise UsageWrong("Name videos, or give --all.")
    with vsearch.open(library) as opened:
        made = opened.start_trials(*(videos or ()), arms=arms, share=share)
        if as_json:
            skipped = [{"video": video, "error": error} for video, error in made.skipped.items()]
            envelope.answer([show_trials.item(one) for one in made.trials], store=opened.store, skipped=skipped)
        else:
            show_trials.show_started(made, opened.titles(one.video for one in made.trials))


@trial.command(name="serve")
def serve_thumbnail(
    video: VideoArgument,
    viewer: Annotated[str, typer.Option("--viewer", metavar="KEY", help="Whom to show it to: any words.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which thumbnail to show to a viewer now; the same to the same viewer while the shares stand."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import trials as show_trials

    with vsearch.open(library) as opened:
        made = opened.serve_thumbnail(video, viewer)
        envelope.answer([show_trials.served(made)], store=opened.store) if as_json else show_trials.show_served(made)


@trial.command(name="log")
def log_events(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, JSON lines or Parquet; - reads a stream.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take impressions and clicks in, each event once; what they decide is decided."""
    from dataclasses import asdict

    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import trials as show_trials

    with vsearch.open(library) as opened:
        made = opened.log_events(sys.stdin if source == "-" else source)
        if as_json:
            counts = {name: getattr(made, name) for name in ("taken", "known", "waiting", "ended")}
            told = counts | {"decided": [asdict(one) for one in made.decided]}
            envelope.answer([told], made.troubles, store=opened.store)
        else:
            show_trials.show_logged(made, opened.titles(one.video for one in made.decided))


@trial.command(name="status")
def status(
    video: Annotated[str, typer.Argument(metavar="[ID]", help="Only the trials of this video.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every trial: its arms, what was counted, and how probable each is the best."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import trials as show_trials

    with vsearch.open(library) as opened:
        found = opened.trials(video)
        if as_json:
            envelope.answer(found, store=opened.store)
        else:
            show_trials.show_trials(found, opened.titles(one.video for one in found))


@trial.command(name="stop")
def stop_trial(video: VideoArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """End the trial of a video without a winner; what was counted stays."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import trials as show_trials

    with vsearch.open(library) as opened:
        made = opened.stop_trial(video)
        if as_json:
            envelope.answer([made], store=opened.store)
        else:
            show_trials.show_trials([made], opened.titles([made.video]))
