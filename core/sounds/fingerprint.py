"""Fingerprints of sound: 32 bits eight times a second, by which the same sound is known again after another encoding.

Each bit says whether the step between two neighbouring bands of frequency grew or fell within half a second, as Haitsma
and Kalker have it; half a second is looked at each time, so that it matters little where between two prints a sound
begins, and bands lie a musical third apart, so that a film that runs four per cent faster keeps most of its bits.
"""

import numpy as np
from numpy.typing import NDArray

from vsearch.sounds import Wave
from vsearch.sounds.voice import RATE

Fingerprints = NDArray[np.uint32]
"""One a step; 0 where there is nothing to hear."""

PER_SECOND = 8

VERSION = 1
"""Another one makes all fingerprints anew."""

_HOP, _FFT = RATE // PER_SECOND, 8192
_SOME = 128  # windows at once: their spectra stay in the cache
_BACK = 4  # steps: half a second
_LOW, _HIGH, _BANDS = 180.0, 4000.0, 33
_FLOOR = 1e-7  # about -70 dBFS: what is fainter is a codec's own noise


class Fingerprinter:
    """Takes sound of 16 kHz piece by piece and keeps only its fingerprints."""

    def __init__(self) -> None:
        # The first window's middle is the beginning of the sound.
        self._held: Wave = np.zeros(_FFT // 2, np.float32)
        self._levels: NDArray[np.float32] = np.zeros((0, _BANDS), np.float32)
        self._made: list[Fingerprints] = []

    def add(self, wave: Wave) -> None:
        """More sound."""
        self._held = np.concatenate([self._held, wave])
        count = max(0, (len(self._held) - _FFT) // _HOP + 1)
        for first in range(0, count, _SOME):
            self._take(_levels(self._held[first * _HOP :], min(_SOME, count - first)))
        self._held = self._held[count * _HOP :].copy()

    def end(self) -> Fingerprints:
        """The fingerprints of all of it, the n-th in the middle of the n-th eighth of a second's beginning."""
        self.add(np.zeros(_FFT // 2, np.float32))
        return np.concatenate([np.zeros(0, np.uint32), *self._made])

    def _take(self, levels: NDArray[np.float32]) -> None:
        before = self._levels if len(self._levels) else np.repeat(levels[:1], _BACK, axis=0)
        known = np.concatenate([before, levels])
        self._made.append(_bits(known))
        self._levels = known[-_BACK:]


def fingerprints(wave: Wave) -> Fingerprints:
    """The fingerprints of a whole wave of 16 kHz."""
    made = Fingerprinter()
    made.add(wave)
    return made.end()


def _levels(wave: Wave, count: int) -> NDArray[np.float32]:
    """The level of each band in each of so many windows, as a logarithm."""
    import cv2

    frames = np.lib.stride_tricks.sliding_window_view(wave, _FFT)[::_HOP][:count]
    # Rows of r0 r1 i1 r2 i2 …, twice as quick as SciPy's and six times as numpy's.
    spectrum = cv2.dft(frames * _WINDOW, flags=cv2.DFT_ROWS)[:, 2 * _BINS.start - 1 : 2 * _BINS.stop - 1]
    power = spectrum[:, ::2] ** 2 + spectrum[:, 1::2] ** 2
    return np.asarray(np.log(power @ _FILTERS + _FLOOR), np.float32)


def _bits(levels: NDArray[np.float32]) -> Fingerprints:
    steps = levels[:, :-1] - levels[:, 1:]
    grew = steps[_BACK:] > steps[:-_BACK] + 1e-4
    packed = np.packbits(grew, axis=1).view(">u4").ravel().astype(np.uint32)
    return np.where(levels[_BACK:].max(axis=1) > np.log(4 * _FLOOR), np.maximum(packed, 1), 0).astype(np.uint32)


def _made_filters() -> tuple[slice, NDArray[np.float32]]:
    """The bins that are looked at, and bins x bands: every band the mean power between two edges, evenly in pitch."""
    edges = np.geomspace(_LOW, _HIGH, _BANDS + 1) * _FFT / RATE
    bins = slice(int(edges[0]), int(edges[-1]) + 1)
    at = np.arange(bins.start, bins.stop)[:, None] + 0.5
    inside = np.clip(np.minimum(at + 0.5, edges[1:]) - np.maximum(at - 0.5, edges[:-1]), 0, 1)
    return bins, np.asarray(inside * 4 / _FFT / np.diff(edges), np.float32)


_WINDOW = np.hanning(_FFT).astype(np.float32)
_BINS, _FILTERS = _made_filters()
