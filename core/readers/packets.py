"""The first pass: the times and key flags of a video's packets, in decode order, without decoding any."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times

NONE = np.iinfo(np.int64).min
"""Stands for a missing time stamp."""

_MANY = 3000
"""Packets that are kept in memory at once: a group of pictures is rarely longer than 300."""


@dataclass(frozen=True)
class Packets:
    """One row a packet: stamps in ticks, whether decoding can start there, whether its picture is shown."""

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    key: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    tick: float
    rate: float
    broken: bool = False

    @cached_property
    def counted(self) -> bool:
        """Whether pictures can be told apart only by counting them: stamps are missing or occur twice."""
        stamps = np.sort(self.pts[self.shown])
        return bool((stamps[:1] == NONE).any() or (np.diff(stamps) == 0).any())

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The shown packets in order of presentation."""
        rows = np.flatnonzero(self.shown)
        return rows if self.counted else rows[np.argsort(self.pts[rows], kind="stable")]

    @cached_property
    def times(self) -> Times:
        """Seconds from the first picture, one a shown packet, ascending."""
        stamps = self.dts if self.counted else self.pts
        ticks = np.sort(stamps[self.order])
        if len(ticks) and (ticks[0] == NONE or (np.diff(ticks) == 0).any()):
            return np.arange(len(ticks), dtype=np.float64) / self.rate
        return (ticks - ticks[:1]).astype(np.float64) * self.tick

    @cached_property
    def gops(self) -> NDArray[np.intp]:
        """The packets at which decoding can start."""
        keys = np.flatnonzero(self.key)
        return keys if len(keys) else np.zeros(min(1, len(self.key)), dtype=np.intp)


def scanned(container: Any, stream: Any) -> Packets:
    """All packets of a freshly opened stream."""
    return _table(pictures(container, stream), stream)


def collected(container: Any, stream: Any, until: Callable[[int, int], bool]) -> tuple[list[Any], Packets]:
    """The next packets and their table, up to the first whose decode stamp, given the least stamp yet, is `until`."""
    group: list[Any] = []
    least = np.iinfo(np.int64).max
    for packet in islice(pictures(container, stream), _MANY):
        group.append(packet)
        if packet.pts is not None and not packet.is_discard:
            least = min(least, packet.pts)
        if packet.dts is not None and until(packet.dts, int(least)):
            break
    return group, _table(iter(group), stream)


def pictures(container: Any, stream: Any) -> Iterator[Any]:
    """The packets that hold a picture (an empty one repeats the last picture, or ends the stream)."""
    return (packet for packet in container.demux(stream) if packet.size)


def _table(packets: Iterator[Any], stream: Any) -> Packets:
    pts, dts, flags = array("q"), array("q"), array("B")
    hidden, broken = _HIDDEN.get(stream.codec_context.name), False
    try:
        for packet in packets:
            pts.append(NONE if packet.pts is None else packet.pts)
            dts.append(NONE if packet.dts is None else packet.dts)
            unseen = packet.is_discard or (hidden is not None and hidden(memoryview(packet)))
            flags.append(packet.is_keyframe | (not unseen) << 1)
    except av.FFmpegError:
        broken = True  # the file ends in the middle: what came before it counts
    stamps, bits = np.array(pts, dtype=np.int64), np.array(flags, dtype=np.uint8)
    key, shown = (bits & 1).astype(bool), (bits & 2).astype(bool)
    _trim(stamps, key, shown)
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    return Packets(stamps, np.array(dts, dtype=np.int64), key, shown, float(stream.time_base), rate, broken)


def _trim(pts: NDArray[np.int64], key: NDArray[np.bool_], shown: NDArray[np.bool_]) -> None:
    """Pictures before the first key, in decoding or in time, lack what they were predicted from: they are not shown."""
    keys = np.flatnonzero(key)
    if len(keys):
        first, after = keys[0], keys[1] if len(keys) > 1 else len(key)
        shown[:first] = False
        shown[first:after] &= pts[first:after] >= pts[first]


def _hidden_vp8(data: memoryview) -> bool:
    """RFC 6386, 9.1: bit 4 of a frame's first byte is show_frame."""
    return not data[0] & 0x10


def _hidden_vp9(data: memoryview) -> bool:
    """VP9 bitstream specification, 6.2: show_existing_frame, frame_type, show_frame; superframes show one."""
    mark = data[-1]
    index = 2 + ((mark >> 3 & 3) + 1) * ((mark & 7) + 1)  # bytes of the superframe index that ends with the mark
    if mark & 0xE0 == 0xC0 and len(data) >= index and data[-index] == mark:
        return False
    bit = 2 if data[0] & 0x30 == 0x30 else 3  # profile 3 has a reserved bit more
    return not data[0] >> bit & 1 and not data[0] >> (bit - 2) & 1


_HIDDEN = {"vp8": _hidden_vp8, "libvpx": _hidden_vp8, "vp9": _hidden_vp9, "libvpx-vp9": _hidden_vp9}
