"""How a transcript looks: as text with times, or as the subtitles that players read."""

from collections.abc import Sequence
from html import escape

from rich.text import Text

from vsearch.cli.show import terminal
from vsearch.escapes import stripped
from vsearch.library.entry import Entry
from vsearch.nouns import Utterance
from vsearch.timecodes import clock, cue


def transcript(entry: Entry, said: Sequence[Utterance], form: str) -> None:
    """All utterances in one of the forms "text", "srt" and "vtt"."""
    if form != "text":
        print(_subtitles(said, form), end="")
    elif said:
        for line in said:
            terminal.console.print(Text.assemble((f"{clock(line.span.start):>9}", "cyan"), f"  {line.text}"))
        terminal.errors.print(f"From {entry.made['words']['source']}.")
    else:
        terminal.errors.print("There is no transcript: nothing was said, or nothing could write it down.")


def _subtitles(said: Sequence[Utterance], form: str) -> str:
    cues = [f"{number}\n{_cue(one, form)}\n" for number, one in enumerate(said, 1)]
    return "\n".join(["WEBVTT\n", *cues] if form == "vtt" else cues)


def _cue(one: Utterance, form: str) -> str:
    times = " --> ".join(cue(max(0.0, seconds)) for seconds in (one.span.start, one.span.end))
    text = "\n".join(
        line for line in stripped(one.text).splitlines() if line.strip()
    )  # an empty line would end the cue
    return f"{times}\n{escape(text, quote=False)}" if form == "vtt" else f"{times.replace('.', ',')}\n{text}"
