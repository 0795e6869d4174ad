"""A stretch of a video's sound: stereo, sample by sample in step with the pictures."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from vsearch.errors import SoundUnreadable, VideoUnreadable
from vsearch.media.clips.encode import RATE
from vsearch.nouns import Span
from vsearch.readers.audio import Audio
from vsearch.sounds import Wave


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
