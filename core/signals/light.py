"""Light: how bright a picture is, how much of it is dark or blown out, and how far its levels reach."""

import numpy as np

from vsearch.signals.view import BINS, Numbers, PlaneView

_LEVELS = np.arange(BINS, dtype=np.float32) / (BINS - 1)


def brightness(view: PlaneView) -> Numbers:
    """The mean."""
    return np.asarray(view.shares @ _LEVELS, np.float32)


def contrast(view: PlaneView) -> Numbers:
    """The deviation."""
    return np.sqrt(np.maximum(view.shares @ _LEVELS**2 - view.told(brightness) ** 2, 0))


def entropy(view: PlaneView) -> Numbers:
    """How evenly all levels are used."""
    spread = -(view.shares * np.log2(view.shares + 1e-9)).sum(axis=1) / np.log2(BINS)
    return np.asarray(np.clip(spread, 0, 1), np.float32)


def dark(view: PlaneView) -> Numbers:
    """The share of the darkest levels."""
    return np.asarray(view.shares[:, :4].sum(axis=1))


def bright(view: PlaneView) -> Numbers:
    """The share of the brightest levels."""
    return np.asarray(view.shares[:, -3:].sum(axis=1))


def peak(view: PlaneView) -> Numbers:
    """The level below which 98 in 100 pixels lie."""
    return np.asarray(_LEVELS[np.argmax(view.summed >= 0.98, axis=1)], np.float32)


def floor(view: PlaneView) -> Numbers:
    """The level below which 2 in 100 pixels lie."""
    return np.asarray(_LEVELS[np.argmax(view.summed >= 0.02, axis=1)], np.float32)
