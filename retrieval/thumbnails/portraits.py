"""The faces of leading candidates, looked for once a frame: that takes longer than all the other signals together."""

from collections.abc import Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.media.stills.sprites import Sprites
from vsearch.nouns import Pixels
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.signals import portrait
from vsearch.retrieval.thumbnails.weights import Column, Rows, Weights

SIGNALS = ("faces", "face_size", "eyes")

QUICK, CLOSE = 160, 240
"""Pixels of the longer side of a picture in which faces are looked for at first, and where there are some."""

ROUNDING = 1e-3
"""What sums of the same numbers in another order may differ by, and more."""

Found = dict[int, tuple[float, ...]]
"""The signals of frames by row."""


def portraits(library: Library, entry: Entry, table: FrameTable, rows: Rows) -> Mapping[str, Column]:
    """The signals of faces of some frames, remembered until the video changes."""
    known = library.cache.get(("faces", entry.id), library.revision(entry.id), lambda: _read(library, entry))
    if new := [row for row in rows.tolist() if row not in known]:
        sprites = Sprites(library.store.shelf(entry.id))
        known |= {row: _looked(sprites.tile(float(table.time[row])), entry) for row in new}
        seen = dict(known)  # another thread may add to it
        kept = np.array(list(seen), np.int64), np.array(list(seen.values()), np.float32)
        library.store.derived.keep_arrays(_key(library, entry), rows=kept[0], signals=kept[1])
    columns = np.array([known[row] for row in rows.tolist()], np.float32).reshape(-1, len(SIGNALS))
    return dict(zip(SIGNALS, columns.T, strict=True))


def contenders(
    library: Library, entry: Entry, table: FrameTable, rows: Rows, weights: Weights, scores: Column
) -> NDArray[np.intp]:
    """Which of some frames may be the best once faces count: those that faces could lift over the one that leads."""
    first = int(np.argmax(scores))
    lead = weights.contributions(portraits(library, entry, table, rows[first : first + 1]))
    best = scores[first] + sum(float(column[0]) for column in lead.values())
    most = sum(max(0.0, weights.values[name]) for name in SIGNALS)
    return np.flatnonzero(scores + most >= best - ROUNDING)


def _read(library: Library, entry: Entry) -> Found:
    kept = library.store.derived.arrays(_key(library, entry))
    return {row: tuple(one) for row, one in zip(kept["rows"].tolist(), kept["signals"], strict=True)} if kept else {}


def _key(library: Library, entry: Entry) -> str:
    return f"faces/{entry.id}-{blake2b(library.revision(entry.id).encode(), digest_size=8).hexdigest()}"


def _looked(tile: Pixels | None, entry: Entry) -> tuple[float, ...]:
    """A quick look tells where there is no face, as in most frames; where there is one, its eyes need a closer look."""
    if tile is None or not portrait(_upright(tile, entry, QUICK)).faces:
        return (0.0,) * len(SIGNALS)
    found = portrait(_upright(tile, entry, CLOSE))
    return tuple(getattr(found, name) for name in SIGNALS)


def _upright(tile: Pixels, entry: Entry, long: int) -> Pixels:
    """A tile in the shape of its video, its longer side of so many pixels."""
    import cv2

    shape = entry.video.width / entry.video.height if entry.video.width and entry.video.height else 16 / 9
    wide, high = (long, round(long / shape)) if shape >= 1 else (round(long * shape), long)
    return np.asarray(cv2.resize(tile, (max(wide, 16), max(high, 16)), interpolation=cv2.INTER_CUBIC), np.uint8)
