"""Quality signals: every number that says how good a frame is, declared once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from vsearch.signals import colour, edges, light, writing
from vsearch.signals.compare import against
from vsearch.signals.view import Numbers, PlaneView

Columns = Mapping[str, Numbers]
"""One column of numbers for each signal of a frame table."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One number a frame: how it is measured, what stands for it in older libraries, and what it counts."""

    name: str
    measure: Callable[[PlaneView], Numbers] | None = None
    """Of pictures alone; None where the frames around tell it, or other signals."""
    default: float = 0.0
    """What a frame has where the library was written before the signal was known."""
    stored: bool = True
    """Whether it is a column of the frame table, rather than made of others when frames compete."""
    worth: Callable[[Columns], Numbers] | None = None
    """By what, between -1 and 1, frames compete to be the thumbnail; None if by other signals alone."""
    weight: float = 0.0
    """How much that counts."""


def _relative(name: str) -> Callable[[Columns], Numbers]:
    return lambda columns: against(columns[name])


def _exposure(columns: Columns) -> Numbers:
    return np.asarray(np.clip(1 - 2 * np.abs(columns["brightness"] - 0.48), 0, 1), np.float32)


def _smear(columns: Columns) -> Numbers:
    """All edges of a smear run one way; so do those of a fence, which is sharp."""
    return np.asarray(columns["direction"] * (1 - against(columns["sharpness"])), np.float32)


def _text(columns: Columns) -> Numbers:
    return np.clip(columns["text"], 0, 1)


_ROWS = (
    Signal("sharpness", edges.sharpness, 0.3, worth=_relative("sharpness"), weight=0.30),
    Signal("brightness", light.brightness, 0.5),
    Signal("contrast", light.contrast, 0.2, worth=_relative("contrast"), weight=0.15),
    Signal("entropy", light.entropy, 0.8),
    Signal("dark", light.dark),
    Signal("bright", light.bright),
    Signal("colour", colour.colour, 0.3, worth=_relative("colour"), weight=0.15),
    Signal("direction", edges.direction),
    Signal("text", writing.text, worth=_text, weight=-0.25),
    Signal("bars", colour.bars),
    Signal("peak", light.peak, 1.0),
    Signal("floor", light.floor),
    Signal("motion"),
    Signal("steady", default=1.0),
    Signal("flash"),
    Signal("fade"),
    Signal("dissolve"),
    Signal("score", default=0.5),
    Signal("exposure", stored=False, worth=_exposure, weight=0.20),
    Signal("motion_blur", stored=False, worth=_smear, weight=-0.20),
)
SIGNALS: Mapping[str, Signal] = {signal.name: signal for signal in _ROWS}
"""A new signal is a row here, with its measure in a file beside."""

STORED = tuple(signal.name for signal in _ROWS if signal.stored)
"""The columns of a frame table."""


def complete(columns: Columns, count: int) -> dict[str, Numbers]:
    """The columns of `count` frames with defaults for those that an older library lacks."""
    lacking = [name for name in STORED if name not in columns]
    return {**columns, **{name: np.full(count, SIGNALS[name].default, np.float32) for name in lacking}}


def worths(columns: Columns) -> dict[str, Numbers]:
    """By what frames compete, from complete columns."""
    return {signal.name: signal.worth(columns) for signal in _ROWS if signal.worth}
