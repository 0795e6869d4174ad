"""Times that a decision names and its video has not: refused when they are decided, passed over where they are read."""

from collections.abc import Callable
from functools import cache
from math import inf

from vsearch.errors import LibraryError
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry

ROUNDED = 0.5
"""Seconds by which times that somebody rounded may lie behind the end of a video."""


def outside(made: Decision, lasts: float) -> str:
    """What is wrong with the times of a decision about a video that lasts so long; "" where nothing is."""
    for name in ("time", "start", "end"):
        seconds = getattr(made, name)
        if seconds is not None and seconds > lasts + ROUNDED:
            return f"its {name} is {seconds!r}, and its video lasts {lasts:.2f} s"
    return ""


def checked(entry: Callable[[str], Entry]) -> Callable[[Decision], str]:
    """Tells what is wrong with the times of decisions; each video that can be read is looked up once."""

    @cache
    def lasts(id: str) -> float:
        try:
            return entry(id).video.duration
        except LibraryError:
            return inf

    def told(made: Decision) -> str:
        timed = made.video and (made.time, made.start, made.end) != (None, None, None)
        return outside(made, lasts(made.video)) if timed else ""

    return told
