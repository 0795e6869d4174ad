"""What people look for in sound, as spans with a strength: applause, loudness peaks, music, speech and silence."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.sound import SoundEvent
from vsearch.nouns import Span
from vsearch.sounds import Wave, loudness, spectrum

Curve = NDArray[np.float32]

_FRAMES = 64  # a second
_HUSH = -60.0  # LUFS, momentary: nothing to hear
_FAINT = -50.0  # LUFS: too faint to be applause or music that anybody would look for
_SHORTEST = {"applause": 1.0, "music": 4.0, "silence": 1.0}  # seconds


@dataclass(frozen=True, slots=True)
class Texture:
    """What a second sounds like: noise-like or tonal, bright or dark."""

    flatness: Curve
    tonality: Curve
    centroid: Curve

    names: ClassVar[tuple[str, ...]] = ("flatness", "tonality", "centroid")

    def rows(self) -> Curve:
        """One row a second."""
        return np.stack([getattr(self, name) for name in self.names], axis=1)

    @classmethod
    def of(cls, rows: Curve) -> "Texture":
        """The texture of all these seconds."""
        return cls(*rows.T)


def texture(wave: Wave, rate: int) -> Texture:
    """Measure every second of a wave (the last may be incomplete)."""
    seconds = -(-len(wave) // rate)
    hop = rate // _FRAMES
    filled = np.pad(wave, (0, seconds * rate + spectrum.FFT - hop - len(wave)))
    seen = spectrum.power(filled, spectrum.FFT, hop).reshape(seconds, _FRAMES, -1)
    heard = seen[:, :, _band(rate)].mean(axis=1)
    tones = spectrum.tonality(seen.reshape(seconds * _FRAMES, -1), 16).reshape(seconds, -1)
    whole = seen.mean(axis=1)
    return Texture(spectrum.flatness(heard), tones.mean(axis=1), spectrum.centroid(whole, rate))


def levels(powers: NDArray[np.float64], seconds: int) -> Curve:
    """LUFS of each second (its loudest block), from powers of 100 ms steps."""
    per = round(1 / loudness.STEP)
    blocks = [loudness.momentary(powers[per * n : per * (n + 1)]) for n in range(seconds)]
    return np.array([max(loudness.SILENT, part.max(initial=loudness.SILENT)) for part in blocks], np.float32)


def events(
    powers: NDArray[np.float64], heard: Texture, spoken: tuple[Span, ...], speech: Curve
) -> tuple[SoundEvent, ...]:
    """All events, by time: `powers` are those of 100 ms steps, `heard` and `speech` have one value a second."""
    level = levels(powers, len(speech))
    momentary = loudness.momentary(powers)
    found = [SoundEvent("speech", span, 1.0) for span in _near(spoken, 1.0)]
    found += _silences(momentary)
    if (momentary > loudness.SILENT).any():
        found += _peaks(momentary)
        found += _applause(heard, level, speech)
        found += _music(heard, level, speech)
    return tuple(sorted(found, key=lambda event: (event.span, event.kind)))


def _silences(momentary: NDArray[np.float64]) -> list[SoundEvent]:
    quiet = _runs(momentary < _HUSH, loudness.STEP, _SHORTEST["silence"])
    rest = loudness.BLOCK - loudness.STEP  # what the last block reaches beyond its step
    return [SoundEvent("silence", Span(span.start, span.end + rest), 1.0) for span in quiet]


def _peaks(momentary: NDArray[np.float64], rise: float = 6.0) -> list[SoundEvent]:
    """Where it becomes much louder than most of the rest and than just before; strength 1 is 18 LU above.

    The median is what most of it is like: integrated loudness would be that of the peaks, if they are loud enough.
    """
    usual = float(np.median(momentary[momentary > loudness.SILENT]))
    found: list[SoundEvent] = []
    order = np.argsort(-momentary)
    taken = np.zeros(len(momentary), bool)
    for best in order[: 50 * 10]:
        if momentary[best] < max(usual + rise, _FAINT):
            break
        if taken[max(0, best - 20) : best + 20].any():
            continue
        before = momentary[max(0, best - 50) : best]
        if len(before) and momentary[best] - float(np.median(before)) < rise:
            continue
        first = last = int(best)
        while first > 0 and momentary[first - 1] > momentary[best] - 6 and best - first < 20:
            first -= 1
        while last + 1 < len(momentary) and momentary[last + 1] > momentary[best] - 6 and last - best < 20:
            last += 1
        taken[first : last + 1] = True
        span = Span(first * loudness.STEP, last * loudness.STEP + loudness.BLOCK)
        found.append(SoundEvent("peak", span, _unit((momentary[best] - usual) / 18)))
    return found


def _applause(heard: Texture, level: Curve, speech: Curve) -> list[SoundEvent]:
    """Loud, bright, noise-like and without a voice in front: many hands or many throats at once.

    It must also stand out: engines and rain sound alike, but fill whole videos.
    """
    noise = (heard.flatness > 0.2) & (heard.tonality < 1.2) & (heard.centroid > 1200) & (speech < 0.3)
    loud = level > max(_FAINT, float(np.median(level)) - 3)
    found = []
    for span in _runs(noise & loud, 1.0, _SHORTEST["applause"]):
        if span.length > 40 or span.length > 0.6 * len(noise):
            continue
        part = slice(round(span.start), round(span.end))
        clear = float(heard.flatness[part].mean()) * 1.5 * (1 - float(speech[part].mean()))
        found.append(SoundEvent("applause", span, _unit(clear)))
    return found


def _music(heard: Texture, level: Curve, speech: Curve) -> list[SoundEvent]:
    """Held tones for at least four seconds, nobody speaking over most of it."""
    smooth = np.convolve(np.pad(heard.tonality, 1, mode="edge"), np.full(3, 1 / 3), "valid")
    tonal = (smooth > 1.3) & (level > _FAINT) & (speech < 0.6)
    found = []
    for span in _runs(tonal, 1.0, _SHORTEST["music"]):
        part = slice(round(span.start), round(span.end))
        found.append(SoundEvent("music", span, _unit(float(smooth[part].mean() - 1) / 1.2)))
    return found


def _near(found: tuple[Span, ...], gap: float) -> list[Span]:
    joined: list[Span] = []
    for span in found:
        if joined and span.start - joined[-1].end <= gap:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _runs(flags: NDArray[np.bool_], step: float, shortest: float) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))).reshape(-1, 2)
    spans = [Span(float(start) * step, float(end) * step) for start, end in edges]
    return [span for span in spans if span.length >= shortest - 1e-9]


def _band(rate: int) -> slice:
    """The bins of 500 Hz to 6 kHz, where applause lives."""
    width = rate / spectrum.FFT
    return slice(round(500 / width), round(6000 / width))


def _unit(value: float) -> float:
    return round(float(min(1.0, max(0.0, value))), 3)
