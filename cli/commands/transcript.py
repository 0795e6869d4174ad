"""`vsearch transcript`: what is said in a video."""

from enum import StrEnum
from typing import Annotated

import typer

from vsearch.cli.options import LibraryOption, VideoArgument


class Form(StrEnum):
    """How a transcript is written."""

    text = "text"
    srt = "srt"
    vtt = "vtt"
    json = "json"


def transcript(
    video: VideoArgument,
    library: LibraryOption = None,
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.text,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Print what is said in a video, with times, and where it is known from."""
    from vsearch.cli.show import terminal
    from vsearch.cli.show import words as show_words
    from vsearch.retrieval.library import Library

    shelves = Library.open(library)
    entry = shelves.store.find(video)
    said, _ = shelves.store.shelf(entry.id).words()
    if as_json or form is Form.json:
        terminal.as_json(said)
    else:
        show_words.transcript(entry, said, form.value)
