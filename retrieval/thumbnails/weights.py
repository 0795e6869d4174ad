"""How much each signal counts when frames compete to be the thumbnail: one readable, learnable value."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.signals import SIGNALS

Column = NDArray[np.float32]
"""One number a frame."""

Rows = NDArray[np.intp]
"""Rows of a frame table."""


_OWN = {
    "video": 4.0,  # nearness to the video's vector
    "title": 10.0,
    "about": 6.0,  # nearness to the description, or to the tags where there is none
    "prompt": 30.0,  # nearness to the words that were asked for
    "speech": 3.0,  # how much of what the title names, or the prompt where there is one, is said over the frame's shot
    "faces": 0.20,  # how many there are
    "face_size": 0.25,
    "eyes": 0.80,  # the share of faces whose eyes are open; what is no face has none
    "share": 1.0,  # how much of the video looks like the frame
    "written": -0.40,  # how much of it lines of text cover: a subtitle belongs to its moment
    "calm": 0.30,  # how calm it stands within an action, where frames are blurred as a rule
    "edge": -0.15,  # nearness to a cut or a fade
    "position": 0.05,  # a mild liking for the first half, never the very beginning or end
}
"""What counts besides how good a frame is as a picture, which the table of signals says."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: a frame's score is the sum of weight times signal, every signal between -1 and 1."""

    values: Mapping[str, float]

    def over(self, learned: Mapping[str, float]) -> "Weights":
        """These weights with those that were learned in place of their own."""
        return Weights({name: learned.get(name, weight) for name, weight in self.values.items()})

    def contributions(self, signals: Mapping[str, Column]) -> dict[str, Column]:
        """What each signal that is present adds to the score of each frame."""
        return {name: (self.values[name] * column).astype(np.float32) for name, column in signals.items()}


WEIGHTS = Weights({**_OWN, **{signal.name: signal.weight for signal in SIGNALS.values() if signal.worth}})
