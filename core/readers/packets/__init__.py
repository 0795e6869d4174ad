"""The first pass: the times and key flags of a video's packets, in decode order, without decoding any."""

from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Times
from vsearch.objects import UrlPath
from vsearch.readers.source import demuxed, opened
from vsearch.settings import LONGEST

NONE = np.iinfo(np.int64).min
"""Stands for a missing time stamp."""

_TOLD = frozenset({"h264", "hevc", "av1", "libdav1d", "libaom-av1"})
"""Codecs whose packets need not be looked into."""
_MANY = 3000
"""Packets that are kept in memory at once: a group of pictures is rarely longer than 300."""
_EARLY = 16
"""Pictures at the beginning that decide which time stamps are believed."""
_GAP = 86_400.0
"""Seconds without a picture that no film has: what lies beyond them bears a false time stamp."""
_FASTEST = 500.0
"""Pictures a second that no film has: closer time stamps stand for nothing."""
_SLOWEST = 1 / 3600


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
    false: int = 0
    """Pictures that are not shown because their time stamps cannot be true."""

    @cached_property
    def counted(self) -> bool:
        """Whether pictures can be told apart only by counting them: stamps are missing, occur twice or mean nothing."""
        stamps = np.sort(self.pts[self.shown])
        return not (_distinct(stamps) and _apart(stamps, self.tick))

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The shown packets in order of presentation."""
        rows = np.flatnonzero(self.shown)
        return rows if self.counted else rows[np.argsort(self.pts[rows], kind="stable")]

    @cached_property
    def times(self) -> Times:
        """Seconds from the first picture, one a shown packet, ascending."""
        ticks = np.sort(self.pts[self.order])
        if not _distinct(ticks):
            ticks = np.sort(self.dts[self.order])
        if not (_distinct(ticks) and _apart(ticks, self.tick)):
            return np.arange(len(ticks), dtype=np.float64) / self.rate
        return (ticks - ticks[:1]).astype(np.float64) * self.tick

    @cached_property
    def zero(self) -> float:
        """When the first picture is shown, in seconds of the container's clock."""
        rows = np.flatnonzero(self.shown)
        known = [stamps[rows][stamps[rows] != NONE] for stamps in (self.pts, self.dts)]
        return float(next((found.min() for found in known if len(found)), 0)) * self.tick

    def since(self, stamp: int) -> "Packets":
        """The same without the pictures before a stamp, which the decoder could not show."""
        return replace(self, shown=self.shown & (self.pts >= stamp))

    @cached_property
    def gops(self) -> NDArray[np.intp]:
        """The packets at which decoding can start."""
        keys = np.flatnonzero(self.key)
        return keys if len(keys) else np.zeros(min(1, len(self.key)), dtype=np.intp)


def scanned(container: Any, stream: Any) -> Packets:
    """All packets of a freshly opened stream."""
    return table(pictures(container, stream), stream)


def surveyed(path: Path, container: Any, stream: Any) -> Packets:
    """The same; of a film that lies elsewhere, and whose header tells of each packet, no packet is brought here.

    The demuxer takes stamps, sizes and keys from the header, and would read pictures only to hand them on.
    """
    whole = 0 < stream.frames == len(stream.index_entries)
    told = whole and container.format.name.startswith("mov,") and stream.codec_context.name in _TOLD
    if not (isinstance(path, UrlPath) and told):
        return scanned(container, stream)
    with path.open() as file, opened(path, file) as hollow:
        file.hollow = True
        for other in hollow.streams:
            other.discard = av.stream.Discard.default if other.index == stream.index else av.stream.Discard.all
        keys = np.array([entry.flags & 1 for entry in stream.index_entries], bool)  # FFmpeg's AVINDEX_KEYFRAME
        return table(pictures(hollow, hollow.streams[stream.index]), stream, keys)


def collected(container: Any, stream: Any, until: Callable[[int], bool]) -> tuple[list[Any], Packets]:
    """The next packets and their table, up to the first whose decode stamp is `until`."""
    group: list[Any] = []
    with suppress(av.FFmpegError):  # the file ends in the middle: what came before it counts
        for packet in islice(pictures(container, stream), _MANY):
            group.append(packet)
            if packet.dts is not None and until(packet.dts):
                break
    return group, table(iter(group), stream)


def opening(container: Any, stream: Any) -> tuple[list[Any], Packets]:
    """The first packets of a freshly opened stream, as many as tell which picture is shown first."""
    group: list[Any] = []
    least: int | None = None
    with suppress(av.FFmpegError):
        for packet in islice(pictures(container, stream), _MANY):
            group.append(packet)
            begun = least is not None or packet.is_keyframe
            if begun and packet.pts is not None and not packet.is_discard:
                least = packet.pts if least is None else min(least, packet.pts)
            # No picture that comes later is shown before this one is decoded.
            if len(group) > _EARLY and least is not None and packet.dts is not None and packet.dts >= least:
                break
    return group, table(iter(group), stream)


def pictures(container: Any, stream: Any) -> Iterator[Any]:
    """The packets that hold a picture (an empty one repeats the last picture, or ends the stream)."""
    return (packet for packet in demuxed(container, stream) if packet.size)


def table(packets: Iterator[Any], stream: Any, keys: NDArray[np.bool_] | None = None) -> Packets:
    """The table of a stream's packets; where their contents are not here, the header says which are keys."""
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
    key = key if keys is None or len(keys) != len(key) else keys
    _trim(stamps, key, shown)
    tick = float(stream.time_base)
    false = _distrust(stamps, shown, tick)
    return Packets(stamps, np.array(dts, dtype=np.int64), key, shown, tick, _rate(stream), broken, false)


def _rate(stream: Any) -> float:
    """Pictures a second as the container has it, if a film can have so many."""
    told = (float(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate)
    return next((rate for rate in told if _SLOWEST <= rate <= _FASTEST), 25.0)


def _distinct(ticks: NDArray[np.int64]) -> bool:
    """Whether ascending stamps are all there, and all different."""
    return not (ticks[:1] == NONE).any() and not (np.diff(ticks) == 0).any()


def _apart(ticks: NDArray[np.int64], tick: float) -> bool:
    """Whether ascending stamps are those of a film: most are not at one moment, and none is beyond belief."""
    gaps = np.diff(ticks.astype(np.float64)) * tick
    return not len(gaps) or bool(np.median(gaps) * _FASTEST >= 1 and gaps.max() <= _GAP)


def _stretches(ticks: NDArray[np.int64], tick: float) -> NDArray[np.intp]:
    """For each of ascending stamps, in which stretch without an unbelievable gap it lies."""
    return np.cumsum(np.diff(ticks.astype(np.float64), prepend=ticks[:1].astype(np.float64)) * tick > _GAP)


def _distrust(pts: NDArray[np.int64], shown: NDArray[np.bool_], tick: float) -> int:
    """Do not show pictures that lie unbelievably far from those at the beginning; how many these are."""
    rows = np.flatnonzero(shown)
    if not len(rows) or (pts[rows] == NONE).any():
        return 0
    order = np.argsort(pts[rows], kind="stable")
    stretch = np.empty(len(rows), dtype=np.intp)
    stretch[order] = _stretches(pts[rows][order], tick)
    believed = stretch == np.bincount(stretch[:_EARLY]).argmax()
    believed &= pts[rows] <= pts[rows][believed].min() + (LONGEST - _GAP) / tick
    shown[rows[~believed]] = False
    return int(len(rows) - believed.sum())


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
