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
    """What must be known of a sound encoder; `window` and `hop` are seconds, `rate` samples a second."""

    name: str
    width: int
    rate: int = 16_000
    window: float = 10.0
    hop: float = 5.0
    words: bool = False
    """Whether texts can be encoded into the same space."""


@dataclass(frozen=True, slots=True)
class Window:
    """What an encoder hears at once; `speech` is the share of it in which somebody speaks."""

    wave: Wave
    speech: float = 0.0


class SoundEncoder(Protocol):
    """Windows of sound into rows (standardised features or unit vectors, as the spec's name promises)."""

    @property
    def spec(self) -> SoundSpec:
        """What it is called, how wide its vectors are, what it wants to hear."""

    def encode(self, windows: Sequence[Window]) -> Vectors:
        """One row per window, the same whatever its neighbours in the batch."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text; refused where `spec.words` is false."""


def _builtin(*, device: str = "auto") -> SoundEncoder:  # noqa: ARG001 - every factory is told; ours runs on the CPU
    from vsearch.sounds.builtin import BuiltinSounds

    return BuiltinSounds()


def _clap(model: str = "laion/clap-htsat-unfused", *, device: str = "cpu") -> SoundEncoder:
    from vsearch.sounds.clap import ClapSounds

    return ClapSounds(model, device=device)


SOUND_ENCODERS: Table[SoundEncoder] = Table("sound encoder", "vsearch.sounds", {"builtin": _builtin, "clap": _clap})
