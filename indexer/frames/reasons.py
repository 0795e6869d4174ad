"""Say of each frame what is wrong with it, from its signals alone, and how good it is beside others."""

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.frames.signals import Signals
from vsearch.settings import Quality
from vsearch.signals.view import Numbers

HARD = ("black", "white", "flat", "flash")
"""What no setting excuses: there is nothing to see."""

SOFT = ("fade", "dissolve", "testcard", "credits", "dim", "pale", "blurred")
"""What another setting may excuse, so that such frames are spares."""

Reasons = NDArray[np.str_]


def reasons(signals: Signals, quality: Quality) -> Reasons:
    """The first reason that speaks against each frame, "" for none."""
    s = signals
    wrong = {
        "black": s["peak"] < 0.1,
        "white": s["floor"] > 0.93,
        "flat": (s["contrast"] < 0.02) | (s["peak"] - s["floor"] < 0.05),
        "flash": s["flash"] > 0.2,
        "fade": s["fade"] > quality.mixed,
        "dissolve": s["dissolve"] > quality.mixed,
        "testcard": s["bars"] > 0.5,
        "credits": s["text"] > quality.text,
        "dim": (s["brightness"] < quality.dark) & (s["peak"] < 0.3),
        "pale": s["contrast"] < quality.contrast,
        "blurred": (s["sharpness"] < quality.sharpness) | (s["steady"] < quality.steady),
    }
    assert tuple(wrong) == HARD + SOFT
    return np.select(list(wrong.values()), list(wrong), default="").astype("<U9")


def score(signals: Signals) -> Numbers:
    """How good a frame is in 0..1: sharp, rich in contrast, well lit, colourful, and no mixture."""
    s = signals
    sharp = np.sqrt(np.clip(s["sharpness"] / 0.5, 0, 1))
    lit = 1 - np.abs(2 * s["brightness"] - 1)
    good = 0.4 * sharp + 0.25 * np.clip(s["contrast"] / 0.25, 0, 1) + 0.15 * lit + 0.2 * np.sqrt(s["colour"])
    spoiled = np.maximum.reduce([s["fade"], s["dissolve"], s["text"], s["bars"], np.clip(2 * s["flash"], 0, 1)])
    whole: Numbers = (good * np.sqrt(s["steady"]) * (1 - 0.6 * spoiled)).astype(np.float32)
    return whole
