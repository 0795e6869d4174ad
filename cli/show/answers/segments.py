"""How segments look in a terminal: a table, and every episode of a season as a bar, so that the odd one is seen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from vsearch.cli.show import terminal
from vsearch.nouns import Segment
from vsearch.timecodes import clock

if TYPE_CHECKING:
    from vsearch.retrieval.segments.seasons import EpisodeSegments

_SIGNS = {"ident": ("D", "magenta"), "recap": ("R", "yellow"), "intro": ("I", "green"), "repeated": ("A", "red"),
          "credits": ("C", "blue")}  # fmt: skip
"""The letter and the colour of each kind; a suggestion is a small letter."""


def season(found: "Sequence[EpisodeSegments]") -> None:
    """The table, the bars, and what is to be said."""
    if not any(one.segments for one in found):
        terminal.say("No segments are known." if found else "No segments are known. Find them with `vsearch index`.")
    else:
        rows = [_row(one, segment) for one in found for segment in one.segments]
        terminal.table(("episode", "title", "segment", "from", "to", "sure", "why"), rows, right=("from", "to"))
        terminal.console.print()
        packaged = {one.series for one in found if one.segments}
        _bars([one for one in found if one.segments or (one.series and one.series in packaged)])
    for one in found:
        for note in one.notes:
            terminal.say(f"{_name(one)}: {note}")


def written(files: Sequence[Path]) -> None:
    """The files that were written."""
    for path in files:
        terminal.say(f"{path} written.")


def line(segments: Sequence[Segment], duration: float, width: int, ground: str = "─") -> Text:
    """One video as a bar of so many letters."""
    bar = [(ground, "dim")] * width
    for one in segments:
        letter, colour = _SIGNS[one.kind]
        low = min(width - 1, int(one.span.start / duration * width))
        high = max(low + 1, round(one.span.end / duration * width))
        bar[low:high] = [(letter if one.sure else letter.lower(), colour)] * (min(high, width) - low)
    return Text.assemble(*bar)


def legend(kinds: Sequence[str]) -> str:
    """What the letters mean."""
    return ", ".join(f"{_SIGNS[kind][0]} {kind}" for kind in Segment.KINDS if kind in kinds)


def _bars(found: "Sequence[EpisodeSegments]") -> None:
    longest = max(one.duration for one in found)
    names = [_name(one) for one in found]
    wide = min(24, max(map(len, names)))
    room = max(20, min(100, terminal.console.width - wide - 12))
    for name, one in zip(names, found, strict=True):
        if one.duration:
            bar = line(one.segments, one.duration, max(1, round(room * one.duration / longest)))
            terminal.console.print(Text(f"{name[:wide]:{wide}} ") + bar, soft_wrap=True)
    kinds = [segment.kind for one in found for segment in one.segments]
    terminal.console.print(f"{'':{wide}} {legend(kinds)}; small letters are suggestions")


def _row(one: "EpisodeSegments", segment: Segment) -> tuple[terminal.Cell, ...]:
    why = ", ".join(f"{name} {value:.2g}" for name, value in segment.because.items())
    sure = Text("yes", "green") if segment.sure else Text("no", "yellow")
    times = (clock(round(edge, 1)) for edge in (segment.span.start, segment.span.end))
    return (
        _name(one),
        one.title,
        Text(segment.kind, _SIGNS[segment.kind][1]),
        *times,
        sure,
        f"{segment.score:.2f}: {why}",
    )


def _name(one: "EpisodeSegments") -> str:
    if one.number:
        return f"{one.series} {f'S{one.season:02}' if one.season else ''}E{one.number:02}"
    return one.title
