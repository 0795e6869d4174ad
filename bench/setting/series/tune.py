"""The sound of made episodes at 16 kHz: themes that return, and talk that does not."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bench.setting.series.story import BODY, MadeEpisode
from vsearch.data.sound import music
from vsearch.sounds import Wave

RATE = 16_000
_FRAME, _STEP = 512, 256
_LONGEST = 64.0  # seconds of a piece of music


def wave(episode: MadeEpisode) -> Wave:
    """Everything that is heard, a little noisier and louder or softer in every episode, as encoders leave it."""
    rng, wear = np.random.default_rng([7, *episode.id.encode()]), episode.wear
    heard = np.zeros(round(episode.starts()[-1] * RATE), np.float32)
    for number, (piece, start) in enumerate(zip(episode.pieces, episode.starts(), strict=False)):
        first, count = round(start * RATE), round(piece.seconds * RATE)
        said = (("talk", 7_000_000 + 100 * episode.number + number, 0.0, wear.talk),) if wear.talk else ()
        for kind, seed, since, gain in (*piece.sounds, *(said if piece.kind != BODY else ())):
            part = _part(kind, seed, since, count)
            room = heard[first : first + count]
            room += gain * _ramped(part[: len(room)], wear.fade)
    heard *= rng.uniform(0.7, 1.0)
    if wear.speed != 1:
        at = np.arange(round(len(heard) / wear.speed)) * wear.speed
        heard = np.interp(at, np.arange(len(heard)), heard).astype(np.float32)
    heard += rng.normal(0, wear.hiss, len(heard)).astype(np.float32)
    return np.zeros_like(heard) if episode.silent else heard


def _ramped(part: Wave, fade: float) -> Wave:
    """A sound that comes and goes over half as long as a fade lasts."""
    count = min(round(fade / 2 * RATE), len(part) // 2)
    if not count:
        return part
    made, ramp = part.copy(), np.linspace(0, 1, count, dtype=np.float32)
    made[:count] *= ramp
    made[-count:] *= ramp[::-1]
    return made


def _part(kind: str, seed: int, since: float, count: int) -> Wave:
    if kind == "music":
        whole = _theme(seed)
    elif kind == "talk":
        whole = _talk(seed, 64 * (1 + int((since + count / RATE) // 64)))
    else:
        return np.zeros(count, np.float32)
    first = round(since * RATE)
    return np.resize(whole[first:], count) if kind == "music" else whole[first : first + count]


@lru_cache(maxsize=24)
def _theme(seed: int) -> Wave:
    return np.ascontiguousarray(music(_LONGEST, np.random.default_rng([3, seed]))[::3])


@lru_cache(maxsize=6)
def _talk(seed: int, seconds: int) -> Wave:
    """Noise shaped as speech is: syllables, formants that move, pauses; 64 s by 64 s."""
    parts = [_spoken(np.random.default_rng([5, seed, n])) for n in range(seconds // 64)]
    return np.concatenate(parts)


def _spoken(rng: np.random.Generator) -> Wave:
    count = 64 * RATE // _STEP + 1
    spectrum = np.fft.rfft(rng.standard_normal((count, _FRAME)).astype(np.float32), axis=1)
    hertz = np.fft.rfftfreq(_FRAME, 1 / RATE)
    gain = np.zeros((count, len(hertz)))
    for low, high in ((200, 900), (900, 2500), (2300, 3600)):
        centre = _wander(rng, count, 5, low, high)[:, None]
        gain += np.exp(-(((hertz - centre) / 220) ** 2))
    level = _wander(rng, count, 4, 0, 1) ** 2 * (_wander(rng, count, 0.4, 0, 1) > 0.25)
    frames = np.fft.irfft(spectrum * gain * level[:, None], _FRAME, axis=1) * np.hanning(_FRAME)
    heard = np.zeros((count + 1) * _STEP, np.float32)
    heard[: count * _STEP] += frames[:, :_STEP].ravel()
    heard[_STEP:] += frames[:, _STEP:].ravel()
    return (heard[: 64 * RATE] * 0.12 / max(1e-9, float(np.sqrt(np.mean(heard**2))))).astype(np.float32)


def _wander(rng: np.random.Generator, count: int, hertz: float, low: float, high: float) -> NDArray[np.float64]:
    """A value that wanders between two others, so many times a second."""
    knots = max(2, round(64 * hertz))
    return np.interp(np.linspace(0, knots - 1, count), np.arange(knots), rng.uniform(low, high, knots))
