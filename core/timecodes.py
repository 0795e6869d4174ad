"""Times as people write them: read from text, and refused where they lie outside a video."""

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


def within(video: Video, time: float) -> None:
    """Refuse a time that lies outside its video."""
    if not 0 <= time <= video.duration:
        raise TimeOutside(
            f"{time:g} s lies outside {video.path.name}, which lasts {video.duration:.2f} s. "
            "Give a time from 0 to that."
        )
