"""Lay small pictures out as one sprite sheet, with cues that say which part of it shows which time."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image

from vsearch.timecodes import cue

HEIGHT = 90
"""Pixels of a tile."""

MOST = 400
"""Tiles on a sheet; 20 x 20 of them stay far below the 16,383 pixels a side that WebP allows."""

_COLUMNS = 20


def sprite(
    tiles: Sequence[bytes], times: Sequence[float], duration: float, *, aspect: float = 16 / 9
) -> tuple[bytes, str]:
    """A WebP sheet of tiles (small JPEGs), and the WebVTT that says when each is shown; thinned evenly."""
    if not tiles:
        return b"", "WEBVTT\n"
    order = np.argsort(times, kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, min(MOST, len(order))).round().astype(int))]
    width = round(HEIGHT * min(max(aspect, 0.4), 3.0))
    columns = min(_COLUMNS, len(chosen))
    sheet = Image.new("RGB", (width * columns, HEIGHT * -(-len(chosen) // columns)))
    places = [(at % columns * width, at // columns * HEIGHT) for at in range(len(chosen))]
    for place, tile in zip(places, chosen, strict=True):
        with Image.open(BytesIO(tiles[tile])) as picture:
            sheet.paste(picture.resize((width, HEIGHT)), place)
    file = BytesIO()
    sheet.save(file, "WEBP", quality=70, method=2)
    return file.getvalue(), _cues([times[tile] for tile in chosen], places, width, duration)


def _cues(times: Sequence[float], places: Sequence[tuple[int, int]], width: int, duration: float) -> str:
    """Each tile is shown until the next; the first from the start of the video."""
    starts = [0.0, *times[1:]]
    ends = [*times[1:], max(duration, times[-1])]
    cues = [
        f"{cue(start)} --> {cue(end)}\npreview.webp#xywh={x},{y},{width},{HEIGHT}\n"
        for start, end, (x, y) in zip(starts, ends, places, strict=True)
        if cue(start) < cue(end)
    ]
    return "\n".join(["WEBVTT\n", *cues])
