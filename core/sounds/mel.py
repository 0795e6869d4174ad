"""Log-mel sound: the level of 32 bands eight times a second, a byte each, for what learns to tell sounds apart."""

import numpy as np
from numpy.typing import NDArray

from vsearch.sounds import Wave, spectrum
from vsearch.sounds.voice import RATE

LogMel = NDArray[np.uint8]
"""Steps x bands: half decibels above the floor of -100 dB."""

PER_SECOND, BANDS = 8, 32

VERSION = 1
"""Another one makes all of it anew."""

_STEP = RATE // PER_SECOND
_FFT, _HOP = 1024, 500  # 64 ms looked at, four times a step
_SOME = 512  # steps at once: their spectra stay small


class MelMeter:
    """Takes sound of 16 kHz piece by piece and keeps only the levels of its bands."""

    def __init__(self) -> None:
        self._held: Wave = np.zeros(0, np.float32)
        self._made: list[LogMel] = [np.zeros((0, BANDS), np.uint8)]

    def add(self, wave: Wave) -> None:
        """More sound."""
        self._held = np.concatenate([self._held, wave])
        self._take(max(0, (len(self._held) - (_FFT - _HOP)) // _STEP))

    def end(self) -> LogMel:
        """The levels of all of it; what is left of the last step counts where it is half of one or more."""
        count = round(len(self._held) / _STEP)
        if count:
            self._held = np.resize(self._held, count * _STEP + _FFT - _HOP)
            self._take(count)
        return np.concatenate(self._made)

    def _take(self, count: int) -> None:
        for first in range(0, count, _SOME):
            some = min(_SOME, count - first)
            part = self._held[first * _STEP : (first + some) * _STEP + _FFT - _HOP]
            self._made.append(_levels(part, some))
        self._held = self._held[count * _STEP :].copy()


def log_mel(wave: Wave) -> LogMel:
    """The levels of a whole wave of 16 kHz."""
    made = MelMeter()
    made.add(wave)
    return made.end()


def decibels(levels: LogMel) -> NDArray[np.float32]:
    """Levels as decibels."""
    return np.asarray(levels * np.float32(0.5) - 100, np.float32)


def _levels(wave: Wave, count: int) -> LogMel:
    power = spectrum.power(wave, _FFT, _HOP)[: count * _STEP // _HOP]
    mean = power.reshape(count, -1, power.shape[1]).mean(axis=1)
    return np.asarray(np.clip(np.round(2 * (spectrum.mel(mean, RATE, BANDS) + 100)), 0, 255), np.uint8)
