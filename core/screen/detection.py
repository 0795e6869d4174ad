"""Detection: where lines of text stand on a picture, from a map that says of each pixel whether it is writing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.models.sessions import session
from vsearch.nouns import Pixels

SIDE = 32
"""The detector halves a picture five times: its sides are multiples of this."""

WRITING = 0.3
"""From here on a pixel is writing."""

SURE = 0.5
"""What the pixels of a line reach on average."""

SPREAD = 1.6
"""The map shows the core of a line: area times this, over the outline, is how far the line reaches around it."""

LEAST = 3
"""Pixels of the map that a core is high at least."""


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A line's four corners on the picture, clockwise from the upper left, and how sure the detector is."""

    corners: NDArray[np.float32]
    score: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height along its own sides."""
        sides = np.linalg.norm(self.corners - np.roll(self.corners, -1, axis=0), axis=1)
        return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


class TextDetector:
    """A network with one output: the probability of writing at every pixel."""

    def __init__(self, graph: Path, pixels: int) -> None:
        self._session = session(graph, 1)
        self._input = self._session.get_inputs()[0].name
        self._pixels = pixels

    def find(self, picture: Pixels) -> list[TextPlace]:
        """The lines of a picture that is looked at in at most so many pixels, from top to bottom."""
        import cv2

        high, wide = picture.shape[:2]
        scale = min(1.0, (self._pixels / (high * wide)) ** 0.5)
        shape = [max(SIDE, round(side * scale / SIDE) * SIDE) for side in (high, wide)]
        small = cv2.resize(picture, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
        (told,) = self._session.run(None, {self._input: prepared(small)[None]})
        places = list(_places(told[0, 0], (wide / shape[1], high / shape[0])))
        return sorted(places, key=lambda place: (place.corners[:, 1].mean(), place.corners[:, 0].mean()))


def prepared(picture: Pixels) -> NDArray[np.float32]:
    """A picture as the networks want it: blue, green and red planes between -1 and 1."""
    planes: NDArray[np.float32] = picture[:, :, ::-1].transpose(2, 0, 1).astype(np.float32)
    return np.ascontiguousarray(planes * np.float32(2 / 255) - np.float32(1))


def _places(told: NDArray[np.float32], scale: tuple[float, float]) -> Iterator[TextPlace]:
    import cv2

    mask = cv2.dilate((told > WRITING).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        rectangle = cv2.minAreaRect(outline)
        if min(rectangle[1]) < LEAST:
            continue
        score = _mean(told, outline)
        if score >= SURE:
            yield TextPlace(_corners(rectangle) * np.array(scale, np.float32), score)


def _mean(told: NDArray[np.float32], outline: Any) -> float:
    import cv2

    left, top, wide, high = cv2.boundingRect(outline)
    mask = np.zeros((high, wide), np.uint8)
    cv2.fillPoly(mask, [outline - np.array([left, top])], 1)
    return float(told[top : top + high, left : left + wide][mask > 0].mean())


def _corners(rectangle: Any) -> NDArray[np.float32]:
    """The corners of a core that is spread to the whole line, clockwise from the upper left."""
    import cv2

    middle, (wide, high), angle = rectangle
    reach = wide * high * SPREAD / (wide + high)
    corners = cv2.boxPoints((middle, (wide + reach, high + reach), angle))
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (pair[np.argsort(pair[:, 1], kind="stable")] for pair in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
