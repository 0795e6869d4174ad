"""Times as people, players and files write them: read from text, written as text, refused outside a video."""

import re

from vsearch.errors import TimeOutside
from vsearch.nouns import Video


def seconds(clock: str) -> float | None:
    """Seconds from "83.5", "83.5s", "1:23.5" or "1:02:03"; None when it is no time."""
    if not re.fullmatch(r"-?(\d+:){0,2}\d+(\.\d+)?s?", clock.strip()):
        return None
    total = 0.0
    for part in clock.strip().rstrip("s").lstrip("-").split(":"):
        total = total * 60 + float(part)
    return -total if clock.strip().startswith("-") else total


def clock(seconds: float, *, hours: bool = False) -> str:
    """A time as people write it: 1:02:03, or 0:07.5 where the tenths matter; with `hours`, 0:00:07.5."""
    (whole, minute, second), tenth = _parts(seconds, 10)
    rest = f"{second:02}" + (f".{tenth}" if tenth else "")
    return f"{whole}:{minute:02}:{rest}" if whole or hours else f"{minute}:{rest}"


def cue(seconds: float) -> str:
    """A time as WebVTT writes it: 00:01:02.500."""
    (hour, minute, second), rest = _parts(seconds, 1000)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"


def stamp(seconds: float) -> str:
    """A time that can stand in a file's name: 0.01.23.50."""
    (hour, minute, second), rest = _parts(seconds, 100)
    return f"{hour}.{minute:02}.{second:02}.{rest:02}"


def _parts(seconds: float, ticks: int) -> tuple[tuple[int, int, int], int]:
    """Hours, minutes and seconds, and so many `ticks` of a second as are left."""
    whole, rest = divmod(round(seconds * ticks), ticks)
    return (whole // 3600, whole // 60 % 60, whole % 60), rest


def within(video: Video, time: float) -> None:
    """Refuse a time that lies outside its video."""
    if not 0 <= time <= video.duration:
        raise TimeOutside(
            f"{time:g} s lies outside {video.path.name}, which lasts {video.duration:.2f} s. "
            "Give a time from 0 to that."
        )
