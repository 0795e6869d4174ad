"""Loudness as EBU R128 (ITU-R BS.1770-4) defines it: K-weighted, in blocks of 400 ms, gated twice."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vsearch.sounds import Wave

BLOCK = 0.4
STEP = 0.1
"""Seconds of a block, and from one block to the next."""

SILENT = -70.0
"""LUFS: the absolute gate; what lies below counts as silence."""

_FFT = 8192
_TAPS = 2048  # the 38 Hz high-pass has died out by then (below -120 dB at 16 kHz)


def weighted(wave: Wave, rate: int, before: Wave | None = None) -> Wave:
    """The wave as the ear weighs it (K-weighting); `before` is what came just before it, for a seamless join."""
    taps, fft = (_TAPS, _FFT) if rate <= 16_000 else (4 * _TAPS, 4 * _FFT)
    lead = np.zeros(taps, np.float32)
    if before is not None and len(before):
        lead[-min(len(before), taps) :] = before[-taps:]
    step = fft - taps  # overlap-save: each block's first `taps` samples are wrapped around, and thrown away
    blocks = max(1, -(-len(wave) // step))
    whole = np.concatenate([lead, wave, np.zeros(blocks * step - len(wave), np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(whole, fft)[::step]
    heard = np.fft.irfft(np.fft.rfft(frames, axis=1) * _response(fft, rate), fft, axis=1)
    return np.asarray(heard[:, taps:].reshape(-1)[: len(wave)], np.float32)


def steps(heard: Wave, rate: int) -> NDArray[np.float64]:
    """Mean power of each whole 100 ms of a K-weighted wave."""
    size = round(STEP * rate)
    count = len(heard) // size
    return np.asarray(np.square(heard[: count * size].reshape(count, size), dtype=np.float64).mean(axis=1))


def momentary(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """LUFS of each 400 ms block, from powers of 100 ms steps."""
    blocks = _blocks(powers)
    return np.asarray(_lufs(blocks))


def integrated(powers: NDArray[np.float64]) -> float:
    """LUFS of the whole, blocks below -70 LUFS and those 10 LU below the rest left out; -inf for silence."""
    blocks = _blocks(powers)
    loud = blocks[_lufs(blocks) > SILENT]
    if not len(loud):
        return float("-inf")
    gate = _lufs(loud.mean()) - 10
    return float(_lufs(loud[_lufs(loud) > gate].mean()))


def _blocks(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    width = min(max(1, len(powers)), round(BLOCK / STEP))
    return np.convolve(powers, np.full(width, 1 / width), "valid") if len(powers) else np.zeros(0)


def _lufs(power: NDArray[np.float64] | np.float64 | float) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


@lru_cache(maxsize=8)
def _response(size: int, rate: int) -> NDArray[np.complex64]:
    """The frequency response of both K-weighting filters at the bins of an FFT of `size`."""
    turn = np.exp(-1j * np.linspace(0, np.pi, size // 2 + 1))
    shelf = _biquad(_shelf(rate), turn)
    return np.asarray(shelf * _biquad(_highpass(rate), turn), np.complex64)


def _biquad(coefficients: NDArray[np.float64], turn: NDArray[np.complex128]) -> NDArray[np.complex128]:
    b, a = coefficients
    return np.asarray((b[0] + b[1] * turn + b[2] * turn**2) / (a[0] + a[1] * turn + a[2] * turn**2))


# Both filters in the closed form of the audio-EQ cookbook (R. Bristow-Johnson), with BS.1770's parameters, so that
# they hold at any rate and not at 48 kHz alone.
def _shelf(rate: int, hertz: float = 1500.0, q: float = 1 / np.sqrt(2), gain: float = 4.0) -> NDArray[np.float64]:
    a, w = 10 ** (gain / 40), 2 * np.pi * hertz / rate
    alpha, cos = np.sin(w) / (2 * q), np.cos(w)
    root = 2 * np.sqrt(a) * alpha
    up = [a * (a + 1 + (a - 1) * cos + root), -2 * a * (a - 1 + (a + 1) * cos), a * (a + 1 + (a - 1) * cos - root)]
    down = [a + 1 - (a - 1) * cos + root, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - root]
    return np.array([up, down])


def _highpass(rate: int, hertz: float = 38.0, q: float = 0.5) -> NDArray[np.float64]:
    w = 2 * np.pi * hertz / rate
    alpha, cos = np.sin(w) / (2 * q), np.cos(w)
    return np.array([[(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]])
