"""The second pass: feed runs of packets to the decoder and catch the pictures that are wanted."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np

from vsearch.readers.packets import Packets, pictures
from vsearch.readers.plan import Run
from vsearch.readers.source import source

_FAR = 300
"""Packets over which reading on costs more than seeking."""
_SKIPPING = frozenset({"h264", "hevc", "mpeg2video", "mpeg1video"})
"""Decoders that can leave out single pictures which no other picture refers to."""


class Feed:
    """One open video and the place in it that comes next."""

    def __init__(self, path: Path, packets: Packets) -> None:
        self._path = path
        self._packets = packets
        self._next = 0
        self.corrupt = 0
        self._open()

    def run(self, run: Run) -> Iterator[Any]:
        """The decoded frames of a run's targets (and now and then of others)."""
        self._go(run.first)
        context = self._stream.codec_context
        skips = context.name in _SKIPPING
        for row in range(run.first, run.last + 1):
            packet = next(self._waiting, None)
            if packet is None:
                break
            self._next = row + 1
            if skips:
                context.skip_frame = "DEFAULT" if row in run.targets else "NONREF"
            yield from self._decoded(packet)
        if skips:
            context.skip_frame = "DEFAULT"
        yield from self._decoded(None)
        context.flush_buffers()

    def all(self) -> Iterator[Any]:
        """Every frame from the first on, in the order the decoder shows them."""
        self._go(0)
        for packet in self._waiting:
            self._next += 1
            yield from self._decoded(packet)
        yield from self._decoded(None)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _open(self) -> None:
        self._container, self._stream = source(self._path)
        self._waiting = self._safely(pictures(self._container, self._stream))
        self._next = 0

    def _go(self, row: int) -> None:
        """Make `row` the packet that comes next."""
        if row < self._next or row - self._next > _FAR:
            self._seek(row)
        while self._next < row and next(self._waiting, None) is not None:
            self._next += 1

    def _seek(self, row: int) -> None:
        """Jump to `row` or before it; from the start again where the container cannot say what it jumped to."""
        stamp = min(s for s in (self._packets.pts[row], self._packets.dts[row]) if s > np.iinfo(np.int64).min)
        try:
            self._container.seek(int(stamp), stream=self._stream, backward=True)
            self._stream.codec_context.flush_buffers()
            found = next(pictures(self._container, self._stream))
        except (av.FFmpegError, StopIteration):
            found = None
        place = -1 if found is None else self._row(found)
        if 0 <= place <= row:
            rest = pictures(self._container, self._stream)
            self._next, self._waiting = place, self._safely(chain([found], rest))
        else:
            self._container.close()
            self._open()

    def _row(self, packet: Any) -> int:
        """The row of a packet after a jump, or -1 if it could be several."""
        if packet.pts is None:
            return -1
        rows = np.flatnonzero((self._packets.pts == packet.pts) & (self._packets.key == packet.is_keyframe))
        return int(rows[0]) if len(rows) == 1 else -1

    def _decoded(self, packet: Any) -> list[Any]:
        try:
            frames: list[Any] = self._stream.codec_context.decode(packet)
        except av.FFmpegError:
            self.corrupt += 1
            return []
        self.corrupt += bool(packet is not None and packet.is_corrupt)
        return frames

    def _safely(self, packets: Iterator[Any]) -> Iterator[Any]:
        """Packets up to the end, or to where the file breaks off."""
        try:
            yield from packets
        except av.FFmpegError:
            self.corrupt += 1
