"""The faces of leading candidates, looked for once a frame: that takes longer than all the other signals together."""

from collections.abc import Mapping
from hashlib import blake2b

import numpy as np

from vsearch.library.entry import Entry
from vsearch.library.frames import FrameTable
from vsearch.media.stills.sprites import Sprites
from vsearch.nouns import Pixels
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.signals import portrait
from vsearch.retrieval.thumbnails.weights import Column, Rows

SIGNALS = ("faces", "face_size", "eyes")

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


def _read(library: Library, entry: Entry) -> Found:
    kept = library.store.derived.arrays(_key(library, entry))
    return {row: tuple(one) for row, one in zip(kept["rows"].tolist(), kept["signals"], strict=True)} if kept else {}


def _key(library: Library, entry: Entry) -> str:
    return f"faces/{entry.id}-{blake2b(library.revision(entry.id).encode(), digest_size=8).hexdigest()}"


def _looked(tile: Pixels | None, entry: Entry) -> tuple[float, ...]:
    found = None if tile is None else portrait(_upright(tile, entry))
    return tuple(getattr(found, name) if found else 0.0 for name in SIGNALS)


def _upright(tile: Pixels, entry: Entry) -> Pixels:
    """A tile in the shape of its video, enlarged to what the cascades need."""
    import cv2

    shape = entry.video.width / entry.video.height if entry.video.width and entry.video.height else 16 / 9
    wide, high = (240, round(240 / shape)) if shape >= 1 else (round(240 * shape), 240)
    return np.asarray(cv2.resize(tile, (max(wide, 16), max(high, 16)), interpolation=cv2.INTER_CUBIC), np.uint8)
