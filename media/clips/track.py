"""A stretch of a video's sound: stereo, sample by sample in step with the pictures."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

import numpy as np

from vsearch.errors import SoundUnreadable, VideoUnreadable
from vsearch.media.clips.encode import RATE
from vsearch.nouns import Span
from vsearch.readers.audio import Audio
from vsearch.sounds import Wave

_FADE = 960
"""Samples (20 ms) over which the sound of one moment turns into that of the next, so that nothing clicks."""


def sound(path: Path, span: Span) -> Iterator[Wave] | None:
    """Pieces (2 x samples) that fill the span exactly, silent where nothing sounds; None if there is no sound track."""
    try:
        audio = Audio(path)
    except SoundUnreadable as error:
        raise VideoUnreadable(str(error)) from error
    if not audio.present:
        audio.close()
        return None
    return filled(_heard(audio, span.start), round(span.length * RATE))


def filled(pieces: Iterator[Wave], samples: int) -> Iterator[Wave]:
    """Pieces that are `samples` long together: what is too much is cut off, what lacks is silent."""
    for piece in pieces:
        wave = piece[:, :samples]
        samples -= wave.shape[1]
        yield wave
        if not samples:
            return
    while samples:
        blank = np.zeros((2, min(RATE, samples)), np.float32)
        samples -= blank.shape[1]
        yield blank


def _heard(audio: Audio, since: float) -> Iterator[Wave]:
    with closing(audio):
        yield from (piece[RATE] for piece in audio.pieces((RATE,), layout="stereo", since=since, length=1))


def joined_sound(paths: Sequence[Path], spans: Sequence[Span]) -> Iterator[Wave]:
    """The sound of the parts, each a little longer at both ends than its picture, laid over one another there."""
    half, ramp = _FADE // 2, np.sin(np.linspace(0, np.pi / 2, _FADE, dtype=np.float32)) ** 2
    edge, head, ideal, done = np.zeros((2, _FADE), np.float32), half, 0.0, 0
    for path, span in zip(paths, spans, strict=True):
        ideal += span.length * RATE
        samples = round(ideal) - done
        held, mixed = np.zeros((2, 0), np.float32), False
        for piece in _part(path, span.start, samples):
            held = np.concatenate([held, piece], axis=1)
            if not mixed and held.shape[1] >= _FADE:
                held[:, :_FADE] = held[:, :_FADE] * ramp + edge
                mixed = True
            sure = held[:, :-_FADE]
            yield sure[:, head:]
            head, held = max(0, head - sure.shape[1]), held[:, -_FADE:]
        edge = held * ramp[::-1]
        done += samples
    yield edge[:, :half]


def _part(path: Path, start: float, samples: int) -> Iterator[Wave]:
    """So many samples from `start` on and half a fade at either end; silence where there is none."""
    half = _FADE // 2 / RATE
    lead = min(start, half)
    pieces = sound(path, Span(start - lead, start + samples / RATE + half)) or iter(())
    silence = np.zeros((2, round((half - lead) * RATE)), np.float32)
    return filled(chain([silence], pieces), samples + _FADE)
