"""The second pass: feed runs of packets to the decoder and catch the pictures that are wanted."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from vsearch.objects import UrlPath
from vsearch.readers.packets import NONE, Packets, pictures
from vsearch.readers.packets.plan import Run
from vsearch.readers.source import source

_FAR, _FAR_ELSEWHERE = 300, 30
"""Packets over which reading on costs more than seeking; of a film that lies elsewhere they would be brought here."""
SKIPPING = frozenset({"h264", "hevc", "mpeg2video", "mpeg1video"})
"""Decoders that can leave out single pictures which no other picture refers to."""


class Feed:
    """One open video and the place in it that comes next."""

    def __init__(
        self,
        path: Path,
        container: Any,
        stream: Any,
        packets: Packets,
        opened: Callable[[], tuple[Any, Any]] | None = None,
        bound: Callable[[Any], Any] = lambda context: context,
    ) -> None:
        """`opened` opens the file again as it was opened; `bound` may replace the decoder of a stream by another."""
        self._opened, self._bound = opened or (lambda: source(path)), bound
        self._container, self._stream = container, stream
        self._context = bound(stream.codec_context)
        self._far = _FAR_ELSEWHERE if isinstance(path, UrlPath) else _FAR
        self._packets = packets
        self._next = len(packets.pts)  # all of them have been read for the table
        self._waiting: Iterator[Any] = iter(())
        self.corrupt = 0

    def run(self, run: Run, wanted: NDArray[np.bool_]) -> Iterator[Any]:
        """The decoded frames of the packets of a run that are wanted, and now and then of others."""
        self._go(run.first)
        packets = islice(self._counting(), run.last + 1 - run.first)
        yield from fed(self._context, packets, wanted[run.first :], self._damage)

    def all(self) -> Iterator[Any]:
        """Every frame from the first on, in the order the decoder shows them."""
        self._go(0)
        yield from fed(self._context, self._counting(), None, self._damage)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _reopen(self) -> None:
        self._container.close()
        self._container, self._stream = self._opened()
        self._context = self._bound(self._stream.codec_context)
        packets = self._safely(pictures(self._container, self._stream))
        head = next(packets, None)
        prime(self._context, head)
        self._waiting = packets if head is None else chain([head], packets)
        self._next = 0

    def _go(self, row: int) -> None:
        """Make `row` the packet that comes next, and forget what was decoded before."""
        self._context.skip_frame = "DEFAULT"
        self._context.flush_buffers()
        if row < self._next or row - self._next > self._far:
            self._seek(row)
        while self._next < row and next(self._waiting, None) is not None:
            self._next += 1

    def _seek(self, row: int) -> None:
        """Jump to `row` or before it; from the start again where the container cannot say what it jumped to."""
        stamps = [int(s) for s in (self._packets.pts[row], self._packets.dts[row]) if s != NONE]
        found = None
        with suppress(av.FFmpegError):
            self._container.seek(min(stamps, default=0), stream=self._stream, backward=True)
            found = next(pictures(self._container, self._stream), None)
        place = -1 if found is None else self._row(found)
        if 0 <= place <= row:
            rest = pictures(self._container, self._stream)
            self._next, self._waiting = place, self._safely(chain([found], rest))
        else:
            self._reopen()

    def _row(self, packet: Any) -> int:
        """The row of a packet after a jump, or -1 if it could be several."""
        if packet.pts is None:
            return -1
        rows = np.flatnonzero((self._packets.pts == packet.pts) & (self._packets.key == packet.is_keyframe))
        return int(rows[0]) if len(rows) == 1 else -1

    def _counting(self) -> Iterator[Any]:
        for packet in self._waiting:
            self._next += 1
            yield packet

    def _damage(self) -> None:
        self.corrupt += 1

    def _safely(self, packets: Iterator[Any]) -> Iterator[Any]:
        """Packets up to the end, or to where the file breaks off."""
        try:
            yield from packets
        except av.FFmpegError:
            self.corrupt += 1


def prime(context: Any, packet: Any) -> None:
    """Show a fresh decoder the first packet of its stream, before it begins anywhere else.

    x264 coded 4:4:4 in a way of its own up to build 150, and only the first packet tells who coded the stream.
    """
    if packet is not None and "4:4:4" in (context.profile or ""):
        with suppress(av.FFmpegError):
            context.decode(packet)
        context.flush_buffers()


def fed(
    context: Any, packets: Iterable[Any], wanted: NDArray[np.bool_] | None, damage: Callable[[], None] = lambda: None
) -> Iterator[Any]:
    """Frames of the packets that are `wanted` (none: of all), and now and then of others; damaged packets are told."""
    targets = wanted if context.name in SKIPPING else None
    for row, packet in enumerate(chain(packets, [None])):
        if targets is not None and packet is not None:
            context.skip_frame = "DEFAULT" if targets[row] else "NONREF"
        try:
            yield from context.decode(packet)
        except av.FFmpegError:
            damage()
        if packet is not None and packet.is_corrupt:
            damage()
