"""`vsearch transcript`: what is said in a video, or what stands on its screen."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import LibraryOption, VideosArgument


class Form(StrEnum):
    """How a transcript is written."""

    text = "text"
    srt = "srt"
    vtt = "vtt"
    json = "json"


class SpokenOrWritten(StrEnum):
    """Which words of a video are meant."""

    said = "said"
    screen = "screen"


def transcript(
    videos: VideosArgument,
    library: LibraryOption = None,
    form: Annotated[Form | None, typer.Option("--format", help="How it is written [text, or by the file].")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file: .txt, .srt, .vtt, .json.")
    ] = None,
    source: Annotated[
        SpokenOrWritten, typer.Option(help="What is said, or what stands on the screen.")
    ] = SpokenOrWritten.said,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Print what is said in videos, or written on the screen, with times; or write it to a file."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import words as show_words

    chosen = Form.json if as_json else form or _named(output)
    with vsearch.open(library) as opened:
        entries = list({entry.id: entry for entry in map(opened.find, videos)}.values())
        read = opened.written if source is SpokenOrWritten.screen else opened.transcript
        said = [(entry, read(entry.id)) for entry in entries]
        if chosen is Form.json:
            lines = [{"video": entry.id} | items.members(one) for entry, part in said for one in part]
            text = envelope.text(lines, store=opened.store)
        else:
            text = show_words.transcript(said, chosen.value)
    show_words.deliver(said, text, output, source.value, quiet=chosen is not Form.text)


def _named(output: Path | None) -> Form:
    """The format that a file's name asks for."""
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    return Form(suffix) if suffix in {form.value for form in Form} else Form.text
