"""Sound made from nothing: chords, melodies, tones, noises, bursts of applause and silence."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.data.film import RATE, Wave
from vsearch.data.scenes import SceneCue

Rng = np.random.Generator


def score(cues: Sequence[SceneCue], seconds: float, rng: Rng) -> Wave:
    """Everything that is heard, mixed."""
    wave = np.zeros(round(seconds * RATE), np.float32)
    for cue in cues:
        heard = _KINDS[cue.kind](cue.span.length, rng)
        first = round(cue.span.start * RATE)
        part = wave[first : first + len(heard)]
        part += cue.gain * heard[: len(part)]
    return np.clip(wave, -0.98, 0.98)


def tone(seconds: float, hertz: float = 440.0, gain: float = 0.3) -> Wave:
    """A pure tone with soft ends."""
    return _soft(gain * np.sin(2 * np.pi * hertz * _clock(seconds)), 0.02)


def noise(seconds: float, rng: Rng, low: float = 60.0, high: float = 8000.0, gain: float = 0.2) -> Wave:
    """Noise between two frequencies, of a loudness (root mean square) that `gain` says."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(rng.standard_normal(count, np.float32))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= 1 / (1 + (low / np.maximum(hertz, 1e-3)) ** 4) / (1 + (hertz / high) ** 4)
    wave = np.fft.irfft(spectrum, count)
    return _soft(wave * gain / max(1e-9, float(np.sqrt(np.mean(wave**2)))), 0.05)


def applause(seconds: float, rng: Rng, claps: float = 90.0) -> Wave:
    """Many hands: short bright bursts at random moments, swelling and ebbing away."""
    wave = 0.15 * noise(seconds, rng, 700, 6000)
    clap = noise(0.03, rng, 900, 5000, 0.5) * np.exp(-np.arange(round(0.03 * RATE)) / (0.006 * RATE))
    for start in rng.integers(0, max(1, len(wave) - len(clap)), round(claps * seconds)):
        wave[start : start + len(clap)] += (rng.uniform(0.4, 1) * clap)[: len(wave) - start]
    share = np.linspace(0, 1, len(wave))
    return np.asarray(wave * np.minimum(1, np.minimum(6 * share, 2.5 * (1 - share))), np.float32)


def music(seconds: float, rng: Rng) -> Wave:
    """Chords that change every two seconds, and a melody plucked over them."""
    roots = rng.permutation(_ROOTS)
    wave = np.zeros(round(seconds * RATE), np.float32)
    for bar, start in enumerate(np.arange(0, seconds, 2.0)):
        root = float(roots[bar % len(roots)])
        _add(wave, start, 0.16 * _chord(root, 2.2))
        for beat in range(4):
            _add(wave, start + beat / 2, 0.22 * _pluck(2 * root * float(rng.choice(_STEPS)), 0.9))
    return _soft(wave, 0.4)


def jingle(seconds: float, steps: Sequence[int]) -> Wave:
    """A short motif, the same every time: `steps` are semitones above A."""
    wave = np.zeros(round(seconds * RATE), np.float32)
    for number, step in enumerate(steps):
        _add(wave, number * seconds / (len(steps) + 1), 0.4 * _pluck(440 * 2 ** (step / 12), seconds / 2))
    return _soft(wave, 0.02)


_ROOTS = (130.81, 174.61, 196.0, 220.0)  # C, F, G, A: Hz
_STEPS = (1, 9 / 8, 5 / 4, 3 / 2, 5 / 3)  # a pentatonic scale

_KINDS: Mapping[str, Callable[[float, Rng], Wave]] = {
    "applause": applause,
    "music": music,
    "noise": lambda seconds, rng: noise(seconds, rng, 100, 1500, 0.06),
    "rumble": lambda seconds, rng: noise(seconds, rng, 25, 220, 0.3) * _swell(seconds),
    "tone": lambda seconds, _: tone(seconds),
    "Little Museum": lambda seconds, _: jingle(seconds, (0, 4, 7, 12)),
    "Morning Window": lambda seconds, _: jingle(seconds, (7, 5, 9, 4, 12)),
    "Space Notes": lambda seconds, _: jingle(seconds, (0, 7, 2, 14)),
}


def _clock(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _soft(wave: NDArray[np.floating], seconds: float) -> Wave:
    """The wave with ends that do not click."""
    edge = min(len(wave) // 2, round(seconds * RATE))
    soft = np.array(wave, np.float32)
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    soft[:edge] *= ramp
    soft[len(soft) - edge :] *= ramp[::-1]
    return soft


def _swell(seconds: float) -> Wave:
    return np.asarray(np.sin(np.pi * np.linspace(0, 1, round(seconds * RATE))) ** 0.7, np.float32)


def _chord(root: float, seconds: float) -> Wave:
    clock = _clock(seconds)
    voices = [np.sin(2 * np.pi * root * ratio * clock) for ratio in (1, 5 / 4, 3 / 2, 2)]
    return _soft(np.mean(voices, axis=0), 0.3)


def _pluck(hertz: float, seconds: float) -> Wave:
    clock = _clock(seconds)
    wave = np.sum([np.sin(2 * np.pi * hertz * part * clock) / part**2 for part in (1, 2, 3)], axis=0)
    return _soft(wave * np.exp(-5 * clock), 0.005)


def _add(wave: Wave, start: float, part: Wave) -> None:
    first = round(start * RATE)
    wave[first : first + len(part)] += part[: max(0, len(wave) - first)]
