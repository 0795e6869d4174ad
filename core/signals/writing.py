"""Writing: text on an even ground, as in credits."""

import numpy as np

from vsearch.nouns import Pixels
from vsearch.signals.view import Numbers, PlaneView, histogram


def text(view: PlaneView) -> Numbers:
    """The share of the ground, if what lies on it crosses it often, in bands of rows."""
    return np.array([_written(one[::2]) for one in view.grey], np.float32)


def _written(plane: Pixels) -> float:
    import cv2

    ground = int(histogram(plane, 32).argmax()) * 8 + 4
    mark = cv2.absdiff(plane, ground) > 28
    crossings = np.count_nonzero(mark[:, 1:] ^ mark[:, :-1], axis=1)
    rows = np.count_nonzero(crossings)
    if not 0 < rows < 0.8 * len(plane):
        return 0.0
    lively = min(max((crossings.sum() / rows - 4) / 6, 0.0), 1.0)
    return float(lively * (1 - np.count_nonzero(mark) / mark.size))
