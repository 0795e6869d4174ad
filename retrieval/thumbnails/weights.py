"""How much each signal counts when frames compete to be the thumbnail: one readable, learnable value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float32]
"""One number a frame."""

Rows = NDArray[np.intp]
"""Rows of a frame table."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: a frame's score is the sum of weight times signal, every signal between -1 and 1."""

    video: float = 4.0
    """Nearness to the video's vector."""
    title: float = 10.0
    """Nearness to the title."""
    about: float = 6.0
    """Nearness to the description, or to the tags where there is none."""
    prompt: float = 30.0
    """Nearness to the words that were asked for."""
    speech: float = 3.0
    """How much of what the title names, or the prompt where there is one, is said over the frame's shot."""
    sharpness: float = 0.30
    exposure: float = 0.20
    contrast: float = 0.15
    colour: float = 0.15
    motion_blur: float = -0.20
    faces: float = 0.20
    """How many there are."""
    face_size: float = 0.25
    eyes: float = 0.80
    """The share of faces whose eyes are open; what is no face has none."""
    text: float = -0.25
    """Text on the screen."""
    share: float = 1.0
    """How much of the video looks like the frame."""
    edge: float = -0.15
    """Nearness to a cut or a fade."""
    position: float = 0.05
    """A mild liking for the first half, never the very beginning or end."""

    def contributions(self, signals: Mapping[str, Column]) -> dict[str, Column]:
        """What each signal that is present adds to the score of each frame."""
        weights = asdict(self)
        return {name: (weights[name] * column).astype(np.float32) for name, column in signals.items()}


WEIGHTS = Weights()
