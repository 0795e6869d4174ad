"""How much of what a container announces is missing: some formats end without an error where a file was cut short."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import av

from vsearch.readers.packets import Packets
from vsearch.readers.source import demuxed, opened
from vsearch.settings import LONGEST

_LEAST, _SHARE = 1.0, 0.02
"""Seconds, and share of the whole, that containers may announce too much."""


def missing(path: Path, container: Any, stream: Any, packets: Packets) -> float:
    """Seconds of pictures that a container announces after its last one; 0 where it announces none."""
    if packets.false or packets.counted or not len(packets.order):
        return 0.0
    own = stream.duration is not None
    whole = float(stream.duration * stream.time_base) if own else (container.duration or 0) / av.time_base
    count = len(packets.times)
    there = float(packets.times[-1]) * count / max(1, count - 1)
    if not there + max(_LEAST, _SHARE * whole) < whole < LONGEST:
        return 0.0
    return whole - there if own else max(0.0, whole - max(there, _end(path, packets.zero)))


def _end(path: Path, zero: float) -> float:
    """When the last packet of any stream ends: where only the container tells a length, it is that of the longest."""
    last = 0.0
    with opened(path) as container, suppress(av.FFmpegError):
        for packet in demuxed(container):
            if packet.pts is not None and packet.time_base:
                last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base) - zero)
    return last
