"""A small still of a moment that can stand inside a page of HTML."""

from base64 import b64encode
from io import BytesIO

import numpy as np

from vsearch.errors import TimeOutside, VideoError
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.media.stills.sprites import Sprites
from vsearch.nouns import Moment, Pixels
from vsearch.readers import Size

WIDTH = 480
"""Pixels; the height follows, at most as much."""
_GREY = 96


def glimpse(store: Store, entry: Entry, moment: Moment) -> str:
    """The best picture of the moment as a data address; the library's own small one if the video's file is gone."""
    from PIL import Image

    content = BytesIO()
    Image.fromarray(picture(store, entry, moment)).save(content, "WEBP", quality=72, method=2)
    return f"data:image/webp;base64,{b64encode(content.getvalue()).decode()}"


def picture(store: Store, entry: Entry, moment: Moment) -> Pixels:
    """The best picture of the moment, grey where there is none."""
    from vsearch.readers.still import still

    time = moment.best if moment.span.start <= moment.best <= moment.span.end else moment.span.start
    path = entry.file
    if path is not None:
        try:
            return still(path, time, size=Size(WIDTH, WIDTH, "inside"))
        except (VideoError, TimeOutside):
            pass  # a damaged stretch: the library may have a picture of it
    tile = Sprites(store.shelf(entry.id)).tile(time)
    return np.full((9, 16, 3), _GREY, np.uint8) if tile is None else tile
