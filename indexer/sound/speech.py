"""Who speaks when: spans of speech from voice activity, and pieces of speech small enough to transcribe."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span
from vsearch.sounds import Wave
from vsearch.sounds.voice import FRAME, RATE

Probabilities = NDArray[np.float32]

Pieces = Iterator[tuple[float, Wave]]
"""Speech to transcribe: where it starts, in seconds, and its sound at 16 kHz."""

SECONDS = FRAME / RATE
"""How long one probability lasts."""

_ON, _OFF = 0.5, 0.35  # speech begins above the one and ends below the other
_PAUSE, _SHORTEST, _PAD = 0.1, 0.25, 0.03  # seconds, as silero-vad's authors choose them

_APART = 1.0  # seconds of silence that part two pieces
_LONGEST = 28.0  # seconds: a transcriber hears 30 at a time


def spans(probabilities: Probabilities) -> tuple[Span, ...]:
    """Where somebody speaks: short pauses are bridged, what is too short is no speech."""
    marks = np.where(probabilities >= _ON, 1, np.where(probabilities < _OFF, -1, 0))
    last = np.maximum.accumulate(np.where(marks != 0, np.arange(len(marks)), -1))
    speaking = (last >= 0) & (marks[last] == 1) if len(marks) else np.zeros(0, bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], speaking.astype(np.int8), [0]])))
    runs: list[list[float]] = []
    for start, end in edges.reshape(-1, 2) * SECONDS:
        if runs and start - runs[-1][1] < _PAUSE:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    long = [run for run in runs if run[1] - run[0] >= _SHORTEST]
    limit = len(probabilities) * SECONDS
    return tuple(Span(max(0.0, start - _PAD), min(limit, end + _PAD)) for start, end in long)


def share(found: tuple[Span, ...], seconds: int) -> NDArray[np.float32]:
    """The share of each second in which somebody speaks."""
    curve = np.zeros(seconds, np.float32)
    for span in found:
        for second in range(int(span.start), min(seconds, int(np.ceil(span.end)))):
            curve[second] += span.overlap(Span(second, second + 1))
    return np.minimum(curve, 1)


class Cutter:
    """Cuts a stream of sound into pieces of speech of at most 28 seconds, holding no more than it must."""

    def __init__(self) -> None:
        self._wave = np.zeros(0, np.float32)
        self._said = np.zeros(0, np.float32)
        self._frame = 0  # the first frame that is held

    def add(self, wave: Wave, probabilities: Probabilities) -> Pieces:
        """The pieces that are complete now, each with its start in seconds."""
        self._wave = np.concatenate([self._wave, wave])
        self._said = np.concatenate([self._said, probabilities])
        while piece := self._next(ended=False):
            yield piece

    def end(self) -> Pieces:
        """The pieces that are left when the sound is over."""
        while piece := self._next(ended=True):
            yield piece

    def _next(self, ended: bool) -> tuple[float, Wave] | None:
        held = len(self._said) * SECONDS
        found = spans(self._said)
        if not found:
            self._drop(len(self._said) - round(_APART / SECONDS))
            return None
        start, end, after = found[0].start, found[0].end, found[1:]
        for span in after:
            if span.start - end > _APART or span.end - start > _LONGEST:
                break
            end = span.end
        complete = ended or held - end > _APART or any(span.end > end for span in after)
        if end - start > _LONGEST:
            end = self._quietest(start + 0.7 * _LONGEST, start + _LONGEST)
        elif not complete:
            return None
        first, last = round(start / SECONDS), round(end / SECONDS)
        piece = (self._frame + first) * SECONDS, self._wave[first * FRAME : last * FRAME].copy()
        self._drop(last)
        return piece

    def _quietest(self, start: float, end: float) -> float:
        first, last = int(start / SECONDS), int(end / SECONDS)
        return (first + 1 + int(self._said[first:last].argmin())) * SECONDS

    def _drop(self, frames: int) -> None:
        frames = max(0, frames)
        self._wave, self._said = self._wave[frames * FRAME :].copy(), self._said[frames:].copy()
        self._frame += frames
