"""Power spectra, mel bands and the measures read off them, in numpy.

torchaudio computes the same log-mel picture, but importing torch costs every worker a second and a half and several
hundred megabytes; the tests hold this filter bank to torchaudio's, number by number.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vsearch.sounds import Wave

FFT = 512
HOP = 256
"""At 16 kHz: 32 ms looked at, every 16 ms."""

FLOOR = 1e-10
"""Power below which all is silence (-100 dB)."""

Spectrum = NDArray[np.float32]
"""Frames x bins of power."""


def power(wave: Wave, fft: int = FFT, hop: int = HOP) -> Spectrum:
    """The power spectrum of overlapping Hann windows (those that lie wholly inside the wave)."""
    if len(wave) < fft:
        wave = np.pad(wave, (0, fft - len(wave)))
    frames = np.lib.stride_tricks.sliding_window_view(wave, fft)[::hop]
    spectrum = np.fft.rfft(frames * _hann(fft), axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def mel(spectrum: Spectrum, rate: int, bands: int) -> NDArray[np.float32]:
    """Mel-band energies in decibels, frames x bands."""
    energy = spectrum @ filters(spectrum.shape[1], rate, bands)
    return np.asarray(10 * np.log10(np.maximum(energy, FLOOR)), np.float32)


@lru_cache(maxsize=8)
def filters(bins: int, rate: int, bands: int) -> NDArray[np.float32]:
    """Triangles, evenly spaced on the HTK mel scale: mel = 2595 log10(1 + Hz / 700); bins x bands.

        1 |  /\\/\\ /\\
        0 | / /\\  X  \\    each starts at its left neighbour's peak and ends at its right neighbour's
    """
    top = 2595.0 * np.log10(1 + rate / 2 / 700)
    peaks = 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595.0) - 1)
    hertz = np.linspace(0, rate / 2, bins)[:, None]
    rising = (hertz - peaks[:-2]) / np.diff(peaks[:-1])
    falling = (peaks[2:] - hertz) / np.diff(peaks[1:])
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)


def flatness(spectrum: Spectrum) -> NDArray[np.float32]:
    """Geometric over arithmetic mean of each frame's power: 1 for white noise, near 0 for a tone."""
    safe = np.maximum(spectrum, FLOOR)
    return np.asarray(np.exp(np.log(safe).mean(axis=1)) / safe.mean(axis=1), np.float32)


def centroid(spectrum: Spectrum, rate: int) -> NDArray[np.float32]:
    """The power-weighted mean frequency of each frame, in Hz."""
    hertz = np.linspace(0, rate / 2, spectrum.shape[1], dtype=np.float32)
    return np.asarray(spectrum @ hertz / np.maximum(spectrum.sum(axis=1), FLOOR), np.float32)


def onsets(bands: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much louder each frame's bands are than the last's, in decibels, falling bands left out (spectral flux)."""
    heard = np.maximum(bands, -60)  # noise below is no onset
    rise = np.maximum(0, np.diff(heard, axis=0, prepend=heard[:1]))
    return np.asarray(rise.mean(axis=1), np.float32)


def tonality(spectrum: Spectrum, together: int = 16) -> NDArray[np.float32]:
    """By how many decibels steady tones stand out of the spectrum around them, one number per `together` frames.

    Averaged over a quarter of a second noise becomes smooth and a gliding voice smears; held notes stay sharp.
    """
    count = max(1, len(spectrum) // together)
    groups = spectrum[: count * together].reshape(count, -1, spectrum.shape[1]).mean(axis=1)
    level = 10 * np.log10(np.maximum(groups[:, 3:160], FLOOR))  # 100 Hz to 5 kHz at 16 kHz
    width = 9
    padded = np.pad(level, ((0, 0), (width // 2, width // 2)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, width, axis=1).mean(axis=2)
    return np.asarray(np.maximum(0, level - around).mean(axis=1), np.float32)


@lru_cache(maxsize=4)
def _hann(size: int) -> NDArray[np.float32]:
    # The periodic window, as spectra want it (numpy's own is the symmetric one).
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size), np.float32)
