"""Regions: the parts of a picture whose cells may hold writing, as few boxes as hold them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.screen.glance import WRITTEN, Cells
from vsearch.nouns import Box

LEAST = 4
"""Cells of the least region: a short word of the smallest text."""

_JOIN = (3, 5)
"""Rows and columns of cells over which letters, words and lines are one region."""


def regions(cells: Cells, known: Iterable[Box] = ()) -> list[Box]:
    """Boxes around cells that may hold writing and lie in no known box, largest first."""
    import cv2

    mask = (cells > WRITTEN) & ~covered(cells.shape, known)
    if mask.sum() < LEAST:
        return []
    joined = cv2.dilate(mask.astype(np.uint8), np.ones(_JOIN, np.uint8))
    count, labels = cv2.connectedComponents(joined)
    found = [_box(mask & (labels == label)) for label in range(1, count) if (mask & (labels == label)).sum() >= LEAST]
    return sorted(found, key=lambda box: -box.area)


def covered(shape: tuple[int, ...], boxes: Iterable[Box]) -> NDArray[np.bool_]:
    """The cells that boxes touch, and those beside them."""
    found = np.zeros(shape, np.bool_)
    for box in boxes:
        top, bottom = int(box.top * shape[0]) - 1, int(np.ceil(box.bottom * shape[0])) + 1
        left, right = int(box.left * shape[1]) - 1, int(np.ceil(box.right * shape[1])) + 1
        found[max(top, 0) : bottom, max(left, 0) : right] = True
    return found


def _box(mask: NDArray[np.bool_]) -> Box:
    """The box around cells, with one more above and below and three beside: words reach beyond what the cells show."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    high, wide = mask.shape
    return Box(
        max(int(columns[0]) - 3, 0) / wide,
        max(int(rows[0]) - 1, 0) / high,
        min(int(columns[-1]) + 4, wide) / wide,
        min(int(rows[-1]) + 2, high) / high,
    )
