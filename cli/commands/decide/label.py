"""`vsearch label`: give tags to a video, or take them from it."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument


class Signed(TyperCommand):
    """A command whose arguments may begin with a sign: -Lion is a tag, and -L is the library."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Tags come behind everything that looks like an option."""
        tags = [arg for arg in args if arg[:1] == "+" or (arg[:1] == "-" and arg[:2] != "--" and arg != "-L")]
        rest = [arg for arg in args if arg not in tags and arg != "--"]
        return super().parse_args(ctx, [*rest, "--", *tags])


label = typer.Typer(add_completion=False, rich_markup_mode=None)


@label.command(name="label", cls=Signed)
def label_video(
    video: VideoArgument,
    tags: Annotated[
        list[str] | None, typer.Argument(metavar="[+TAG|-TAG]...", help="+dog gives a tag, -dog takes it or denies it.")
    ] = None,
    segment: Annotated[
        tuple[str, str] | None,
        typer.Option("--segment", metavar="KIND FROM-TO", help="Say where a segment is: intro 0:31-1:14."),
    ] = None,
    no_segment: Annotated[str, typer.Option("--no-segment", metavar="KIND", help="Say that it has none.")] = "",
    series: Annotated[str | None, typer.Option("--series", help="The series it belongs to, '' for none.")] = None,
    season: Annotated[int, typer.Option("--season", min=0, help="Its season in that series.")] = 0,
    episode: Annotated[int, typer.Option("--episode", min=0, help="Its number in that season.")] = 0,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give tags to a video (+TAG) or take them from it (-TAG); without tags, list what it has."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import segments as show_segments
    from vsearch.cli.show.answers import tags as show_tags
    from vsearch.errors import UsageWrong

    given = tags or []
    if odd := [tag for tag in given if tag[:1] not in ("+", "-")]:
        raise UsageWrong(f"{odd[0]!r} has no sign. Write +{odd[0]} to give the tag, -{odd[0]} to take it.")
    add, drop = ([tag[1:] for tag in given if tag.startswith(sign)] for sign in "+-")
    with vsearch.open(library) as opened:
        if series is not None:
            opened.set_series(video, series, season, episode)
        if segment:
            opened.label_segment(video, *segment)
        if no_segment:
            opened.deny_segment(video, no_segment)
        if not given and (segment or no_segment or series is not None):
            told = opened.segments(video)
            envelope.answer(told, store=opened.store) if as_json else show_segments.season(told)
            return
        made = opened.label(video, *add, deny=drop)
        envelope.answer([made], store=opened.store) if as_json else show_tags.labelled(made)
