"""Voice activity: how probable it is that somebody speaks, every 32 ms, by silero-vad's own ONNX model."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.models.sessions import session
from vsearch.sounds import Wave

RATE = 16_000
FRAME = 512
"""Samples a probability stands for: 32 ms."""

_CONTEXT = 64  # each frame is heard with the last 4 ms of the one before
_BLOCK = 256  # frames a call: 8 s; longer blocks are no faster


class Voice:
    """Listens to one stream of sound, piece by piece, and remembers what came before.

    The package's model over whole sequences gives bit for bit what its frame-by-frame model gives, and is faster;
    it is run without importing the package, which would import torch.
    """

    def __init__(self) -> None:
        self._session = _session()
        self.reset()

    def reset(self) -> None:
        """Forget: a new stream begins."""
        self._h = self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, wave: Wave) -> NDArray[np.float32]:
        """One probability per frame; give whole frames, but for the last piece (which silence fills up)."""
        count = -(-len(wave) // FRAME)
        padded = np.concatenate([self._context, wave, np.zeros(count * FRAME - len(wave), np.float32)])
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME + _CONTEXT)[::FRAME]
        self._context = padded[len(padded) - _CONTEXT :]
        heard = [np.zeros(0, np.float32)]
        for first in range(0, count, _BLOCK):
            block = np.ascontiguousarray(frames[first : first + _BLOCK])
            said, self._h, self._c = self._session.run(None, {"input": block, "h": self._h, "c": self._c})
            heard.append(said.reshape(-1))
        return np.concatenate(heard)


@lru_cache(maxsize=1)
def _session() -> Any:
    return session(_model(), 1, arena=False)


def _model() -> Path:
    found = find_spec("silero_vad")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "data" / "silero_vad_16k_sequence.onnx"
        if path.is_file():
            return path
    raise ModelMissing(
        "The voice activity model of silero-vad is not installed. Install it with: pip install 'silero-vad>=6.2.3'."
    )
