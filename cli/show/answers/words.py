"""How a transcript looks: as text with times, or as the subtitles that players read."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from rich.text import Text

from vsearch.cli.show import terminal
from vsearch.errors import UsageWrong
from vsearch.escapes import stripped
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.nouns import ScreenText, Utterance
from vsearch.timecodes import clock, cue

Said = Sequence[tuple[Entry, Sequence[Utterance | ScreenText]]]
"""What is said in each of several videos, or stands on its screen."""

_NOTHING = {
    "said": "there is no transcript, or nothing is said.",
    "screen": "nothing was read on the screen.",
}


def transcript(said: Said, form: str) -> str:
    """All utterances in one of the forms "text", "srt" and "vtt"; subtitles are of one video."""
    if form == "text":
        return "\n".join(filter(None, (_lines(entry, part, titled=len(said) > 1) for entry, part in said)))
    if len(said) != 1:
        raise UsageWrong(f"Subtitles belong to one video, not to {len(said)}.")
    cues = [f"{number}\n{_cue(one, form)}\n" for number, one in enumerate(said[0][1], 1)]
    return "\n".join(["WEBVTT\n", *cues] if form == "vtt" else cues)


def deliver(said: Said, text: str, output: Path | None, source: str = "said", *, quiet: bool) -> None:
    """Write a transcript to a file or to the terminal, and say where it is from, or that there is none."""
    if output is not None:
        files.write(output, text if text.endswith("\n") else f"{text}\n")
        terminal.say(f"Written to {output}.")
    elif text and terminal.console.is_terminal and not quiet:
        for line in text.splitlines():
            terminal.console.print(_coloured(line))
    elif text:
        print(text, end="" if text.endswith("\n") else "\n")
    for entry, part in [] if quiet else said:
        name = f"{entry.video.title}: " if len(said) > 1 else ""
        told = _source(entry, source) if part else _NOTHING[source]
        terminal.errors.print(f"{name}{told}" if name else told[0].upper() + told[1:])


def _source(entry: Entry, source: str) -> str:
    return "read from the screen." if source == "screen" else f"from {entry.made['words']['source']}."


def _lines(entry: Entry, said: Sequence[Utterance | ScreenText], *, titled: bool) -> str:
    lines = [f"{clock(one.span.start):>9}  {stripped(one.text)}\n" for one in said]
    return "".join([f"{stripped(entry.video.title)}  {entry.id}\n", *lines] if titled else lines)


def _coloured(line: str) -> Text:
    """A line of a transcript whose time stands out, as does the title above the lines of a video."""
    return Text.assemble((line[:9], "cyan"), line[9:]) if line.startswith(" ") else Text(line, "bold")


def _cue(one: Utterance | ScreenText, form: str) -> str:
    times = " --> ".join(cue(max(0.0, seconds)) for seconds in (one.span.start, one.span.end))
    text = "\n".join(line for line in stripped(one.text).splitlines() if line.strip())  # an empty line ends the cue
    return f"{times}\n{escape(text, quote=False)}" if form == "vtt" else f"{times.replace('.', ',')}\n{text}"
