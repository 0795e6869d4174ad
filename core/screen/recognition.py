"""Recognition: the letters of a line that was cut out of a picture."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.models.sessions import session
from vsearch.nouns import Pixels
from vsearch.screen.detection import TextPlace, prepared

HEIGHT = 48
"""Pixels to which every line is scaled."""

STEP = 8
"""Pixels that one answer of the network stands for."""

WIDEST = 3200
"""Pixels of a line that are read; what is longer is no line of words."""


class TextRecogniser:
    """A network that answers with a letter, or none, for every few pixels of a line."""

    def __init__(self, graph: Path) -> None:
        self._session = session(graph, 1)
        self._input = self._session.get_inputs()[0].name
        letters = self._session.get_modelmeta().custom_metadata_map.get("character", "")
        if not letters:
            raise ModelMissing(f"{graph.name} does not say which letters it reads.", "text-model")
        self._letters = ["", *letters.splitlines(), " "]

    def read(self, lines: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The words of each line, and how sure they are."""
        return [self._read(line) for line in lines]

    def _read(self, line: Pixels) -> tuple[str, float]:
        import cv2

        high, wide = line.shape[:2]
        width = min(max(-(-wide * HEIGHT // (high * STEP)) * STEP, 4 * STEP), WIDEST)
        way = cv2.INTER_AREA if high > 2 * HEIGHT else cv2.INTER_LINEAR
        scaled = cv2.resize(line, (width, HEIGHT), interpolation=way)
        (told,) = self._session.run(None, {self._input: prepared(scaled)[None]})
        return self._decoded(told[0])

    def _decoded(self, told: NDArray[np.float32]) -> tuple[str, float]:
        """Letters in a row are one, unless nothing stands between them."""
        best = told.argmax(axis=1)
        new = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
        if not new.any():
            return "", 0.0
        text = "".join(self._letters[index] for index in best[new])
        return text.strip(), float(told.max(axis=1)[new].mean())


def cut(picture: Pixels, place: TextPlace) -> Pixels:
    """A line turned level and cut out of its picture."""
    import cv2

    wide, high = (max(1, round(side)) for side in place.size)
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turn = cv2.getPerspectiveTransform(place.corners, target)
    line: Pixels = cv2.warpPerspective(
        picture, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_LINEAR
    )
    return line
