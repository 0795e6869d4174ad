"""How a transcript looks: as text with times, or as the subtitles that players read."""

from collections.abc import Sequence

import pysubs2

from vsearch.cli import show
from vsearch.library.entry import Entry
from vsearch.nouns import Utterance


def transcript(entry: Entry, said: Sequence[Utterance], form: str) -> None:
    """All utterances in one of the forms "text", "srt" and "vtt"."""
    if form != "text":
        print(_subtitles(said, form), end="")
    elif said:
        for line in said:
            show.console.print(f"[cyan]{show.clock(line.span.start):>9}[/]  ", end="")
            show.console.print(line.text, markup=False)
        show.errors.print(f"From {entry.made['words']['source']}.", markup=False)
    else:
        show.errors.print("There is no transcript: nothing was said, or nothing could write it down.", markup=False)


def _subtitles(said: Sequence[Utterance], form: str) -> str:
    lines = [
        pysubs2.SSAEvent(round(u.span.start * 1000), round(u.span.end * 1000), text=_escaped(u.text)) for u in said
    ]
    made = pysubs2.SSAFile()
    made.events = lines
    return made.to_string(form)


def _escaped(text: str) -> str:
    return text.replace("\n", "\\N")
