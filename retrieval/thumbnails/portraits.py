"""The faces of leading candidates, looked for once a frame: that takes longer than all the other signals together."""

from collections.abc import Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.entry import Entry
from vsearch.media.stills.sprites import Sprites
from vsearch.nouns import Pixels
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.diversity import TWIN
from vsearch.retrieval.thumbnails.signals import portrait
from vsearch.retrieval.thumbnails.weights import Column, Rows, Weights

SIGNALS = ("faces", "face_size", "eyes")

QUICK, CLOSE = 160, 240
"""Pixels of the longer side of a picture in which faces are looked for at first, and where there are some."""

ROUNDING = 1e-3
"""What sums of the same numbers in another order may differ by, and more."""

Signals = tuple[float, float, float]
NONE: Signals = (0.0, 0.0, 0.0)


class Portraits:
    """The faces of a video's frames, remembered until the video changes."""

    def __init__(self, library: Library, entry: Entry) -> None:
        self._library, self._entry = library, entry
        self._table, self._vectors = library.table(entry.id), library.vectors(entry.id)
        self._known = library.cache.get(("faces", entry.id), library.revision(entry.id), self._read)
        self._sprites, self._new = Sprites(library.shelf(entry.id)), False

    def signals(self, rows: Rows) -> Mapping[str, Column]:
        """The signals of some frames."""
        found = self._columns(rows)
        if self._new:
            seen = dict(self._known)  # another thread may add to it
            kept = np.array(list(seen), np.int64), np.array(list(seen.values()), np.float32)
            self._library.store.derived.keep_arrays(self._key, rows=kept[0], signals=kept[1])
            self._new = False
        return found

    def contenders(self, rows: Rows, weights: Weights, scores: Column) -> NDArray[np.intp]:
        """Which of some frames may be best once faces count: those that faces could lift over the one that leads."""
        first = int(np.argmax(scores))
        lead = weights.contributions(self._columns(rows[first : first + 1]))
        best = scores[first] + sum(float(column[0]) for column in lead.values())
        most = sum(max(0.0, weights.values[name]) for name in SIGNALS)
        return np.flatnonzero(scores + most >= best - ROUNDING)

    def _columns(self, rows: Rows) -> Mapping[str, Column]:
        for row in rows.tolist():
            if row not in self._known:
                self._known[row] = NONE if self._twin(row) else self._looked(row)
                self._new = True
        columns = np.array([self._known[row] for row in rows.tolist()], np.float32).reshape(-1, len(SIGNALS))
        return dict(zip(SIGNALS, columns.T, strict=True))

    def _twin(self, row: int) -> bool:
        """Whether a frame of the same shot that hardly differs was seen to show no face."""
        seen = dict(self._known)
        shot = self._table.shot
        bare = [other for other, signals in seen.items() if signals[0] == 0 and shot[other] == shot[row]]
        return bool(bare) and float((self._vectors[bare] @ self._vectors[row]).max()) >= TWIN

    def _looked(self, row: int) -> Signals:
        """A quick look tells where there is no face, as in most frames; where there is one, its eyes need a closer."""
        tile = self._sprites.tile(float(self._table.time[row]))
        if tile is None or not portrait(_upright(tile, self._entry, QUICK)).faces:
            return NONE
        found = portrait(_upright(tile, self._entry, CLOSE))
        return found.faces, found.face_size, found.eyes

    def _read(self) -> dict[int, Signals]:
        kept = self._library.store.derived.arrays(self._key)
        return (
            {row: tuple(one) for row, one in zip(kept["rows"].tolist(), kept["signals"], strict=True)} if kept else {}
        )

    @property
    def _key(self) -> str:
        revision = self._library.revision(self._entry.id)
        return f"faces/{self._entry.id}-{blake2b(revision.encode(), digest_size=8).hexdigest()}"


def _upright(tile: Pixels, entry: Entry, long: int) -> Pixels:
    """A tile in the shape of its video, its longer side of so many pixels."""
    import cv2

    shape = entry.video.width / entry.video.height if entry.video.width and entry.video.height else 16 / 9
    wide, high = (long, round(long / shape)) if shape >= 1 else (round(long * shape), long)
    return np.asarray(cv2.resize(tile, (max(wide, 16), max(high, 16)), interpolation=cv2.INTER_CUBIC), np.uint8)
