"""The decoded pictures of a film from any moment on, each with its time; a damaged film yields those that it has."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av

from vsearch.readers.clock import first
from vsearch.readers.packets import pictures, scanned
from vsearch.readers.packets.feed import SKIPPING, fed, prime
from vsearch.readers.source import source, translated
from vsearch.readers.still import NEAR, reached

THREADS = 2
"""A viewer waits: two threads decode one film."""


class Showing:
    """One opened film; `damaged` counts what the decoder refused."""

    def __init__(self, path: Path) -> None:
        self.damaged = 0
        self._path = path
        self._open()

    def since(self, time: float) -> Iterator[tuple[Any, float]]:
        """Frames and their times, ascending: first the one on the screen at `time`, if there is one, then others."""
        with translated(self._path):
            group, rows = first(self._container, self._stream)
            if rows.counted or not len(rows.order):
                yield from self._counted(time)
                return
            prime(self._context, group[0])
            origin = int(rows.pts[rows.order[0]])
            stamp = origin + int((time + NEAR) / rows.tick)
            landed = reached(self._container, self._stream, origin, stamp)
            if landed is None:
                yield from self._counted(time)
                return
            group, rows = landed
            before = rows.pts[rows.order]
            target = int(before[before <= stamp].max())
            packets = chain(group, self._reading())
            last = target - 1
            for frame in self._decoded(packets, target):
                if frame.pts is not None and frame.pts > last:
                    last = frame.pts
                    yield frame, (last - origin) * rows.tick

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _open(self) -> None:
        self._container, self._stream = source(self._path)
        self._context = self._stream.codec_context
        self._context.thread_count, self._context.thread_type = THREADS, "AUTO"

    def _counted(self, time: float) -> Iterator[tuple[Any, float]]:
        """The same where stamps say nothing: every picture is decoded and counted from the first on."""
        self.close()
        self._open()
        times = scanned(self._container, self._stream).times
        self.close()
        self._open()
        frames = fed(self._context, self._reading(), None, self._damage)
        until = (*times[1:].tolist(), float("inf"))
        for frame, shown, end in zip(frames, times.tolist(), until, strict=False):
            if end > time + NEAR:
                yield frame, shown

    def _reading(self) -> Iterator[Any]:
        """The packets that come next, up to the end or to where the file breaks off."""
        try:
            yield from pictures(self._container, self._stream)
        except av.FFmpegError:
            self._damage()

    def _decoded(self, packets: Iterable[Any], target: int) -> Iterator[Any]:
        """The frames of packets; of those shown before `target` only what others refer to."""
        skipping = self._context.name in SKIPPING
        for packet in chain(packets, [None]):
            early = packet is not None and packet.pts is not None and packet.pts < target
            if skipping:
                self._context.skip_frame = "NONREF" if early else "DEFAULT"
            if packet is not None and packet.is_corrupt:
                self._damage()
            try:
                for frame in self._context.decode(packet):
                    if frame.is_corrupt:
                        self._damage()
                    yield frame
            except av.FFmpegError:
                self._damage()

    def _damage(self) -> None:
        self.damaged += 1
