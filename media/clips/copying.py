"""Copy a stretch of a video without decoding it: at once and without loss, but only from key frame on."""

import contextlib
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.bitstream import BitStreamFilterContext

from vsearch.errors import VideoUnreadable
from vsearch.media.clips.encode import whole
from vsearch.media.clips.sources import NEAR, within
from vsearch.nouns import Span
from vsearch.readers.clock import MediaClock, rewind
from vsearch.readers.packets import Packets, pictures, scanned
from vsearch.readers.source import demuxed, opened, source, translated

_KINDS = {
    ".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".webm": "webm", ".ogv": "ogg", ".ts": "mpegts",
}  # fmt: skip
"""Containers that are kept; what else a video lies in, its streams fit into Matroska."""


_X264 = "dc45e9bde6d948b7962cd820d923eeef"
"""The name under which x264 writes its build into the first picture of a stream."""
_BEHIND = 2.0
"""Seconds by which sound may lie behind the pictures in a file."""


def suffix(path: Path) -> str:
    """The suffix of a copy of a part of this file."""
    old = path.suffix.lower()
    return ".mov" if old == ".3gp" else old if old in _KINDS else ".mkv"


def copied(path: Path, span: Span, target: Path) -> Span:
    """Copy the packets of a stretch; the span that they really fill."""
    container, stream = source(path)
    try:
        packets, index = scanned(container, stream), stream.index
        if not packets.counted:
            packets = packets.since(MediaClock.of(path).stamp(0, stream.time_base))
    finally:
        container.close()
    if packets.counted or not len(packets.order):
        raise VideoUnreadable(f"{path.name} does not say when its pictures are shown.", "not-copied")
    span = within(span, float(packets.times[-1]) + _frame(packets), path.name)
    first, last = closed(packets, span)
    real = _edges(packets, first, last)
    with whole(target, _KINDS.get(target.suffix, "matroska"), code="not-copied") as made, _opened(path) as container:
        streams = container.streams[index], container.streams.best("audio")
        twins = {s.index: made.add_stream_from_template(s, opaque=True) for s in streams if s is not None}
        wanted = _wanted(container, streams, packets, first, last)
        for packet in _signed(container, streams[0], wanted):
            _move(packet, packets.pts[first] * packets.tick)
            packet.stream = twins[packet.stream_index]
            made.mux(packet)
    return real


def _signed(container: Any, video: Any, packets: Iterator[Any]) -> Iterator[Any]:
    """The packets; where a decoder must know which x264 made them, the first of a copy says so as that of the file."""
    coded = "4:4:4" in (video.codec_context.profile or "") and next(pictures(container, video), None)
    name = re.search(rb"x264 - core \d+", bytes(coded)) if coded else None
    if not name:
        yield from packets
        return
    mark = BitStreamFilterContext(f"h264_metadata=sei_user_data={_X264}+{name[0].decode()}", video)
    for packet in packets:
        yield from mark.filter(packet) if packet.stream_index == video.index else [packet]


def _opened(path: Path) -> Any:
    with translated(path):
        return opened(path)


def closed(packets: Packets, span: Span) -> tuple[int, int]:
    """The rows, in decode order, from the key frame at or before the start to where no frame before the end lacks."""
    times = (packets.pts - packets.pts[packets.order[0]]) * packets.tick
    keys = packets.gops[times[packets.gops] <= span.start + NEAR]
    first = int(keys[-1]) if len(keys) else int(packets.gops[0])
    shown = packets.order[(packets.pts[packets.order] >= packets.pts[first])]
    inside = shown[times[shown] < span.end - NEAR]
    last = int(inside.max()) if len(inside) else first
    while True:  # a picture that others refer to may be decoded before them and shown after
        latest = times[[row for row in shown if row <= last]].max()
        until = int(shown[times[shown] <= latest].max())
        if until == last:
            return first, last
        last = until


def _frame(packets: Packets) -> float:
    """Seconds that a frame lasts; what containers say of it is often wrong."""
    times = packets.times
    return float(times[-1] / (len(times) - 1)) if len(times) > 1 else 1 / packets.rate


def _edges(packets: Packets, first: int, last: int) -> Span:
    order = packets.order[packets.pts[packets.order] >= packets.pts[first]]
    times = packets.times[packets.pts[packets.order] >= packets.pts[first]]
    count = int(np.sum(order <= last))
    end = times[count] if count < len(times) else times[-1] + _frame(packets)
    return Span(float(times[0]), float(end))


def _wanted(container: Any, streams: tuple[Any, Any], packets: Packets, first: int, last: int) -> Iterator[Any]:
    """The packets of picture and sound between two rows, as they lie in the file."""
    start = int(packets.pts[first])
    with contextlib.suppress(av.FFmpegError):
        container.seek(start, stream=streams[0], backward=True)
    found = _since(container, streams, packets, first, last)
    head = next(found, None)
    if head is None:  # a container that jumps too far is read from its beginning
        rewind(container)
        yield from _since(container, streams, packets, first, last)
    else:
        yield from chain([head], found)


def _since(container: Any, streams: tuple[Any, Any], packets: Packets, first: int, last: int) -> Iterator[Any]:
    """The same from here on; nothing if the first picture does not come."""
    video, audio = streams
    start, count = int(packets.pts[first]), last + 1 - first
    end = float(packets.pts[first : last + 1].max()) * packets.tick + _frame(packets)
    early: list[Any] | None = []
    for packet in demuxed(container, [s for s in streams if s is not None]):
        if not packet.size or packet.pts is None:
            continue
        time = float(packet.pts * packet.time_base)
        if packet.stream_index == video.index:
            if early is not None and packet.is_keyframe and packet.pts == start:
                yield from early
                early = None
            if early is None and count > 0 and packet.pts >= start:
                yield packet
            count -= early is None
        elif start * packets.tick <= time < end:
            if early is None:
                yield packet
            else:
                early.append(packet)
        if count <= 0 and (audio is None or time > end + _BEHIND):
            return


def _move(packet: Any, seconds: float) -> None:
    """Count a packet's time from a new beginning."""
    shift = round(seconds / packet.time_base)
    packet.pts -= shift
    packet.dts = None if packet.dts is None else packet.dts - shift
