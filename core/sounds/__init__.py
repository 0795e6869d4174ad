"""Sound encoders: windows of sound into vectors, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors
from vsearch.table import Table

Wave = NDArray[np.float32]
"""Mono samples in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class SoundSpec:
    """What must be known of a sound encoder; windows are `window` seconds long, `hop` apart; `rate` is samples a second."""

    name: str
    width: int
    rate: int = 16_000
    window: float = 10.0
    hop: float = 5.0
    words: bool = False
    """Whether texts can be encoded into the same space."""


class SoundEncoder(Protocol):
    """Windows of sound into rows (standardised features or unit vectors, as the spec's name promises)."""

    @property
    def spec(self) -> SoundSpec:
        """What it is called, how wide its vectors are, what it wants to hear."""

    def encode(self, windows: Sequence[Wave]) -> Vectors:
        """One row per window."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text; refused where `spec.words` is false."""


SOUND_ENCODERS: Table[SoundEncoder] = Table("sound encoder", "vsearch.sounds", {})
