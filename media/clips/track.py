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
    return _filled(audio, span)


def _filled(audio: Audio, span: Span) -> Iterator[Wave]:
    left = round(span.length * RATE)
    with closing(audio):
        for piece in audio.pieces((RATE,), layout="stereo", since=span.start, length=1):
            wave = piece[RATE][:, :left]
            left -= wave.shape[1]
            yield wave
            if not left:
                return
        while left:
            yield np.zeros((2, min(RATE, left)), np.float32)
            left -= min(RATE, left)
