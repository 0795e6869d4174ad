"""Colour: how colourful a picture is, and whether it is nothing but colour bars."""

import numpy as np

from vsearch.nouns import Pixels
from vsearch.signals.view import Numbers, PlaneView

_OPPONENTS = np.array([[1, -1, 0], [0.5, 0.5, -1]], np.float32)
_VIVID = 0.4
"""Bars are more colourful than this, so that others need no closer look."""


def colour(view: PlaneView) -> Numbers:
    """Colourfulness after Hasler and Süsstrunk (2003), of every third pixel; 1 is their "extremely colourful"."""
    return np.array([_colourful(picture) for picture in view.pictures], np.float32)


def bars(view: PlaneView) -> Numbers:
    """Colour bars: in the upper part every column is of one colour, with a few clear steps from one to the next."""
    pairs = zip(view.pictures, view.told(colour), strict=True)
    return np.array([_striped(picture) if vivid > _VIVID else 0.0 for picture, vivid in pairs], np.float32)


def _colourful(picture: Pixels) -> float:
    import cv2

    mean, spread = cv2.meanStdDev(cv2.transform(picture[::3, ::3].astype(np.float32), _OPPONENTS))
    return min(float(np.linalg.norm(spread) + 0.3 * np.linalg.norm(mean)) / 109, 1.0)


def _striped(picture: Pixels) -> float:
    upper = picture[4:50:3].astype(np.float32)
    columns = upper.mean(axis=0)
    between = float(columns.std(axis=0).mean())
    steps = np.count_nonzero(np.abs(np.diff(columns, axis=0)).max(axis=1) > 24)
    if between < 30 or not 4 <= steps <= 24:
        return 0.0
    return max(1 - 4 * float(upper.std(axis=0).mean()) / between, 0.0)
