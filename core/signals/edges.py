"""Edges: how sharp a picture is, and whether all its edges run one way, as those of a smear do."""

import numpy as np

from vsearch.signals.light import contrast
from vsearch.signals.view import Numbers, PlaneView, halved


def sharpness(view: PlaneView) -> Numbers:
    """How much of the contrast is in the finest detail."""
    import cv2

    fine = np.array([cv2.meanStdDev(cv2.Laplacian(one, cv2.CV_16S))[1][0, 0] for one in view.grey], np.float32)
    # Both deviations are in grey levels; 16 levels keep the noise of an even ground from counting as detail.
    return np.asarray(np.clip(fine / (510 * view.told(contrast) + 16), 0, 1), np.float32)


def direction(view: PlaneView) -> Numbers:
    """1 where every edge runs the same way."""
    import cv2

    found = []
    for one in view.grey:
        half = halved(one, 80, 45)
        across, down = cv2.Sobel(half, cv2.CV_32F, 1, 0).ravel(), cv2.Sobel(half, cv2.CV_32F, 0, 1).ravel()
        xx, yy, xy = float(across @ across), float(down @ down), float(across @ down)
        found.append(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1))
    return np.array(found, np.float32)
