"""Pictures with a line of text on them, in a font that comes with OpenCV."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from vsearch.nouns import Pixels


def _written(
    *lines: tuple[str, int, int], size: tuple[int, int] = (854, 480), scale: float = 1.4, ground: int = 30
) -> Pixels:
    picture = np.full((size[1], size[0], 3), ground, np.uint8)
    for text, x, y in lines:
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, (240, 240, 240), 3, cv2.LINE_AA)
    return picture


@pytest.fixture(scope="session")
def written() -> Callable[..., Pixels]:
    """Draws lines of text, each at a place, on a plain ground."""
    return _written
