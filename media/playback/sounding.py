"""The sound of a film in stretches that follow one another, exact to the sample, silent where nothing sounds."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from vsearch.errors import SoundUnreadable
from vsearch.media.clips.encode import RATE
from vsearch.readers.audio import Audio
from vsearch.sounds import Wave


class Sounding:
    """One opened sound track; stretches are asked for in order of time, and may overlap."""

    def __init__(self, path: Path, duration: float) -> None:
        self._held, self._at = np.zeros((2, 0), np.float32), 0
        self._pieces: Iterator[Mapping[int, Wave]] | None = None
        self._audio: Audio | None = None
        try:
            self._audio = Audio(path, duration=duration)
        except SoundUnreadable:  # the pictures play without it
            self._pieces = iter(())

    def wave(self, first: int, last: int) -> Wave:
        """Samples `first` to `last` of the film's clock; what lies before zero is silent."""
        start = max(0, first)
        if self._pieces is None and self._audio is not None:
            self._pieces, self._at = self._audio.pieces((RATE,), layout="stereo", since=start / RATE, length=1), start
        self._drop(start)
        while self._at + self._held.shape[1] < last and (piece := next(self._pieces or iter(()), None)) is not None:
            self._held = np.concatenate([self._held, piece[RATE]], axis=1)
            self._drop(start)
        sounding = self._held[:, : max(0, last - start)]
        made = np.zeros((2, last - first), np.float32)
        made[:, start - first : start - first + sounding.shape[1]] = sounding
        return made

    def close(self) -> None:
        """Let go of the file."""
        if self._audio is not None:
            self._audio.close()

    def _drop(self, start: int) -> None:
        passed = min(max(0, start - self._at), self._held.shape[1])
        self._held, self._at = self._held[:, passed:], self._at + passed
