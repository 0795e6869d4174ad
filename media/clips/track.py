"""A stretch of a video's sound: stereo, sample by sample in step with the pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from vsearch.media.clips.encode import RATE
from vsearch.nouns import Span
from vsearch.readers.packets import collected
from vsearch.readers.source import opened, source, translated
from vsearch.sounds import Wave

_LEAD = 1.0
"""Seconds before the stretch from which on sound is decoded: codecs need some to get going."""
_JUMP = 0.05
"""Seconds by which a frame may come late before silence is put in front of it."""
_PIECE = RATE // 2
"""Samples of silence that are made at once."""


def sound(path: Path, span: Span) -> Iterator[Wave] | None:
    """Pieces (2 x samples) that fill the span exactly, silent where nothing sounds; None if there is no sound track."""
    with translated(path):
        container = opened(path)
    if not any(stream.codec_context for stream in container.streams.audio):
        container.close()
        return None
    return _filled(_heard(path, container, span), round(span.length * RATE))


def _filled(pieces: Iterator[tuple[int, Wave]], samples: int) -> Iterator[Wave]:
    """The pieces, each told by its first sample, without gaps and overlaps, `samples` long."""
    done = 0
    for place, piece in pieces:
        while done < min(place, samples):
            gap = min(_PIECE, min(place, samples) - done)
            yield np.zeros((2, gap), np.float32)
            done += gap
        wanted = piece[:, max(0, done - place) : max(0, samples - place)]
        if wanted.shape[1]:
            yield wanted
            done += wanted.shape[1]
        if done >= samples:
            return
    while done < samples:
        yield np.zeros((2, min(_PIECE, samples - done)), np.float32)
        done += min(_PIECE, samples - done)


def _heard(path: Path, container: Any, span: Span) -> Iterator[tuple[int, Wave]]:
    """Decoded sound, and at which sample of the span each piece begins."""
    try:
        zero = _origin(path) + span.start
        line, place = _Line(), None
        for frame in _from(container, container.streams.best("audio"), zero):
            told = place if frame.time is None else round((frame.time - zero) * RATE)
            if place is None or (told is not None and told - place > _JUMP * RATE):
                place = told or 0
            if place > (span.length + 1) * RATE:
                return
            for wave in line.resampled(frame):
                yield place, wave
                place += wave.shape[1]
        for wave in line.resampled(None):
            yield place or 0, wave
    finally:
        container.close()


class _Line:
    """Sound at one rate in two channels, whatever it was; a track may change its channels on the way."""

    def __init__(self) -> None:
        self._resampler: Any = None
        self._shape: tuple[object, ...] = ()

    def resampled(self, frame: Any) -> Iterator[Wave]:
        """The sound of a frame; None flushes what is still held."""
        if frame is not None:
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape != self._shape:
                yield from self.resampled(None)
                self._resampler, self._shape = av.AudioResampler("fltp", "stereo", RATE), shape
            frame.pts = None
        if self._resampler is not None:
            yield from (np.asarray(piece.to_ndarray(), np.float32) for piece in self._resampler.resample(frame))
        if frame is None:
            self._resampler = None


def _from(container: Any, stream: Any, zero: float) -> Iterator[Any]:
    """Frames from a little before `zero` on; all of them where the container cannot go there."""
    try:
        container.seek(max(0, int((zero - _LEAD) / stream.time_base)), stream=stream, backward=True)
        frames = _frames(container, stream)
        first = next(frames, None)
    except av.FFmpegError:
        first = None
    if first is not None and first.time is not None and first.time <= zero:
        yield first
        yield from frames
    else:
        container.seek(container.start_time or 0)
        yield from _frames(container, stream)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """What can be decoded: damaged packets stay silent."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except (av.FFmpegError, ValueError):
                continue
    except av.FFmpegError:
        return  # the file breaks off


def _origin(path: Path) -> float:
    """When the first picture is shown, in seconds of the container's clock."""
    container, stream = source(path)
    try:
        _, rows = collected(container, stream, lambda dts, least: dts >= least)
        if rows.counted or not len(rows.order):
            return float((stream.start_time or 0) * stream.time_base)
        return float(rows.pts[rows.order[0]] * stream.time_base)
    finally:
        container.close()
