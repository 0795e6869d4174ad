"""One picture at its exact time, as large as it is shown: seek, read one group of pictures, decode what it needs."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from vsearch.errors import TimeOutside, VideoUnreadable
from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.clock import first
from vsearch.readers.packets import Packets, collected
from vsearch.readers.packets.feed import fed, prime
from vsearch.readers.packets.plan import runs
from vsearch.readers.pictures.picture import Converter
from vsearch.readers.pictures.turn import Turn
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.source import source, translated

NEAR = 1e-3
"""Seconds by which a remembered time may miss its frame (a time kept in 32 bits, after two hours)."""
THREADS = 2
"""Decoders of one picture: whoever waits for it waits half as long, and it costs no more."""
BACK = (0.0, 2.0, 10.0)
"""Seconds before the wanted time to which a container is asked to jump, until it lands early enough."""


def still(path: Path, time: float, *, size: Size | None = None) -> Pixels:
    """The picture on the screen at `time`, which is not that of the nearest key frame; without a size, whole."""
    if not np.isfinite(time) or time < -NEAR:
        raise TimeOutside(f"{path.name} has no picture at {time} seconds. Times run from 0, its first picture.")
    container, stream = source(path, learn=False)
    stream.codec_context.thread_count, stream.codec_context.thread_type = THREADS, "AUTO"
    try:
        with translated(path):
            found = _found(container, stream, time)
        if found is not None:
            return Converter(size, Fraction(stream.sample_aspect_ratio or 1), Turn.of(found)).picture(found)
    finally:
        container.close()
    return _read(path, time, size)


def _found(container: Any, stream: Any, time: float) -> Any | None:
    """The frame, if the container can jump to it and says when its pictures are shown."""
    group, rows = first(container, stream)
    if rows.counted or not len(rows.order):
        return None
    prime(stream.codec_context, group[0])
    origin = int(rows.pts[rows.order[0]])
    stamp = origin + int((time + NEAR) / rows.tick)
    landed = reached(container, stream, origin, stamp)
    return None if landed is None else _decoded(stream, *landed, stamp)


def reached(container: Any, stream: Any, origin: int, stamp: int) -> tuple[list[Any], Packets] | None:
    """The packets from a key frame shown by `stamp` to one decoded after it; `origin` is the first picture."""
    tick = float(stream.time_base)
    for back in BACK:
        try:
            container.seek(max(origin, stamp - round(back / tick)), stream=stream, backward=True)
        except (av.FFmpegError, OverflowError):  # a time that no stamp can hold
            return None
        group, rows = collected(container, stream, lambda dts: dts > stamp)
        if not rows.counted and len(rows.order) and rows.key[0] and rows.pts[rows.order[0]] <= stamp:
            return group, rows
    return None


def _decoded(stream: Any, group: list[Any], rows: Packets, stamp: int) -> Any | None:
    """The frame on the screen at `stamp`; none if the packets end before that is certain."""
    place = int(np.searchsorted(rows.pts[rows.order], stamp, side="right"))
    if place == len(rows.order):
        return None
    target = int(rows.order[place - 1])
    run = runs(rows, [target])[0]
    wanted = np.arange(len(group)) == target
    for frame in fed(stream.codec_context, group[run.first : run.last + 1], wanted[run.first :]):
        if frame.pts == rows.pts[target]:
            return frame
    return None


def _read(path: Path, time: float, size: Size | None) -> Pixels:
    """The same by way of all packets, for the last picture and for containers without stamps or an index."""
    reader = PyAVReader(path)
    try:
        if time > reader.facts.duration + NEAR:
            end = reader.facts.duration
            raise TimeOutside(f"{path.name} has no picture at {time:g} seconds. It is {end:.3f} seconds long.")
        place = max(0, int(np.searchsorted(reader.times(), time + NEAR, side="right")) - 1)
        frame = next(reader.frames(reader.times()[place : place + 1], [size] if size else []), None)
    finally:
        reader.close()
    if frame is None:
        raise VideoUnreadable(f"{path.name} is damaged at {time:g} seconds. Choose another time, or copy it again.")
    return frame.pixels[0]
