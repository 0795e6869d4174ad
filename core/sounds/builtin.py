"""The built-in sound encoder: 96 measured, standardised numbers a window, with no model to download."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong
from vsearch.nouns import Vectors
from vsearch.sounds import SoundSpec, Wave, Window, loudness, spectrum
from vsearch.sounds.features import BANDS, FEATURES

_CENTRE = np.array([feature.centre for feature in FEATURES], np.float32)
_SPREAD = np.array([feature.spread for feature in FEATURES], np.float32)
_REACH = 4.0  # standard deviations; what lies beyond says no more than the limit does


class BuiltinSounds:
    """Measures sound; see `vsearch.sounds.features` for every number."""

    spec = SoundSpec("builtin", len(FEATURES))

    def encode(self, windows: Sequence[Window]) -> Vectors:
        """One row of standardised numbers per window."""
        rows = [measure(window, self.spec.rate) for window in windows]
        measured = np.array(rows, np.float32).reshape(len(rows), self.spec.width)
        return np.asarray(np.clip((measured - _CENTRE) / _SPREAD, -_REACH, _REACH), np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Refused: numbers that were measured answer to no words."""
        raise UsageWrong(
            f"The built-in sound encoder knows no words, so it cannot look for {', '.join(map(repr, texts))}.",
            "sounds-by-words",
        )


def measure(window: Window, rate: int) -> NDArray[np.float32]:
    """All features of a window, in their own units."""
    wave = window.wave
    seen = spectrum.power(wave)
    bands = spectrum.mel(seen, rate, BANDS)
    powers = loudness.steps(loudness.weighted(wave, rate), rate)
    whole = [
        *_levels(wave, powers),
        window.speech,
        *_rhythm(spectrum.onsets(bands), rate / spectrum.HOP),
        *_shape(seen, rate),
        *_texture(seen, bands, rate / spectrum.HOP),
        *_course(powers, seen, rate),
    ]
    return np.concatenate([np.array(whole), bands.mean(axis=0), bands.std(axis=0)]).astype(np.float32)


def _levels(wave: Wave, powers: NDArray[np.float64]) -> tuple[float, ...]:
    """Loudness, its range, peak, crest and silence."""
    heard = np.maximum(loudness.SILENT, loudness.momentary(powers))
    peak = _decibels(float(np.abs(wave).max(initial=0)) ** 2)
    rms = _decibels(float(np.square(wave).mean()) if len(wave) else 0)
    span = float(np.subtract(*np.percentile(heard, (95, 10)))) if len(heard) else 0.0
    hush = float((heard < -60).mean()) if len(heard) else 1.0
    return max(loudness.SILENT, loudness.integrated(powers)), span, peak, peak - rms, hush


def _rhythm(rise: NDArray[np.float32], fps: float) -> tuple[float, ...]:
    """Onset rate, strength, and how even the beat is, from the rises of the bands."""
    gate = max(1.0, float(rise.mean() + rise.std()))
    peaks = (rise[1:-1] > gate) & (rise[1:-1] >= rise[:-2]) & (rise[1:-1] > rise[2:])
    rate = float(peaks.sum()) / (len(rise) / fps)
    centred = rise - rise.mean()
    transform = np.fft.rfft(centred, 2 * len(centred))
    echo = np.fft.irfft(np.abs(transform) ** 2)[: len(centred)]
    first, last = int(0.25 * fps), min(int(2 * fps), len(echo) - 1)
    if last <= first or echo[0] <= 0:
        return rate, float(rise.mean()), float(np.percentile(rise, 95)), 0.0, 0.0
    lag = first + int(echo[first:last].argmax())
    beat = float(np.log2(fps / lag))
    return rate, float(rise.mean()), float(np.percentile(rise, 95)), float(echo[lag] / echo[0]), beat


def _shape(seen: spectrum.Spectrum, rate: int) -> tuple[float, ...]:
    """Flatness, centroid, roll-off, bandwidth (mean and deviation of each), and the shares of three registers."""
    khz = np.linspace(0, rate / 2000, seen.shape[1], dtype=np.float32)
    total = np.maximum(seen.sum(axis=1), spectrum.FLOOR)
    middle = spectrum.centroid(seen, rate) / 1000
    rolloff = khz[(seen.cumsum(axis=1) < 0.85 * total[:, None]).sum(axis=1).clip(max=len(khz) - 1)]
    width = np.sqrt(np.maximum(0, seen @ khz**2 / total - middle**2))
    curves = (spectrum.flatness(seen), middle, rolloff, width)
    sums = seen.sum(axis=0)
    parts = [float(sums[khz < 0.25].sum()), float(sums[(khz >= 0.25) & (khz < 2)].sum()), float(sums[khz >= 2].sum())]
    share = [part / max(sum(parts), spectrum.FLOOR) for part in parts]
    return (*(float(value) for curve in curves for value in (curve.mean(), curve.std())), *share)


def _texture(seen: spectrum.Spectrum, bands: NDArray[np.float32], fps: float) -> tuple[float, ...]:
    """Tonality (mean, deviation), steadiness, and the envelope's movement at the rate of syllables and above."""
    tones = spectrum.tonality(seen)
    centred = bands - bands.mean(axis=1, keepdims=True)
    norm = np.sqrt(np.square(centred).sum(axis=1)) + 1e-6
    alike = (centred[1:] * centred[:-1]).sum(axis=1) / (norm[1:] * norm[:-1])
    envelope = bands.mean(axis=1)
    moves = np.abs(np.fft.rfft(envelope - envelope.mean())) ** 2
    hertz = np.fft.rfftfreq(len(envelope), 1 / fps)
    total = max(float(moves[hertz >= 0.5].sum()), 1e-6)
    syllables = float(moves[(hertz >= 2) & (hertz < 8)].sum()) / total
    steady = float(alike.mean()) if len(alike) else 1.0
    return float(tones.mean()), float(tones.std()), steady, syllables, float(moves[hertz >= 8].sum()) / total


def _course(powers: NDArray[np.float64], seen: spectrum.Spectrum, rate: int) -> tuple[float, ...]:
    """How the window develops: its largest rise, trend, brightening, bursts and dynamics."""
    heard = np.maximum(loudness.SILENT, loudness.momentary(powers))
    if len(heard) < 2:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    lag = min(5, len(heard) - 1)
    half, frames = len(heard) // 2, len(seen) // 2
    bright = spectrum.centroid(np.stack([seen[:frames].sum(axis=0), seen[frames:].sum(axis=0)]), rate) / 1000
    rise = float((heard[lag:] - heard[:-lag]).max())
    trend = float(heard[half:].mean() - heard[:half].mean())
    bursts = float((heard > np.median(heard) + 6).mean())
    return rise, trend, float(bright[1] - bright[0]), bursts, float(heard.std())


def _decibels(power: float) -> float:
    return float(10 * np.log10(max(power, spectrum.FLOOR)))
