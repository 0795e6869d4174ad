"""Measure pictures by every signal that needs no neighbours, and make hashes to know them again by."""

from collections.abc import Sequence

import numpy as np

from vsearch.nouns import Pixels
from vsearch.signals import SIGNALS
from vsearch.signals.view import Hashes, Numbers, PlaneView

Signals = dict[str, Numbers]
"""One column of numbers for each signal."""

CHUNK = 32
"""Pictures measured together: more of them fall out of the processor's cache."""


def measure(pictures: Sequence[Pixels]) -> tuple[Signals, Hashes]:
    """One number a picture for each signal, all in 0..1; and the hashes."""
    views = [PlaneView(pictures[at : at + CHUNK]) for at in range(0, len(pictures), CHUNK)]
    empty = np.zeros(0, np.float32)
    signals = {
        signal.name: np.concatenate([empty, *(view.told(signal.measure) for view in views)])
        for signal in SIGNALS.values()
        if signal.measure
    }
    return signals, np.concatenate([np.zeros(0, np.uint64), *(view.hashes() for view in views)])
