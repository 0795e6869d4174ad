"""Segments whose pictures are copied: H.264 that only lies in another container, cut where decoding can begin."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain, dropwhile
from pathlib import Path
from typing import Any

import av
import numpy as np

from vsearch.errors import VideoUnreadable
from vsearch.media.playback.encoding import Segment, heard
from vsearch.media.playback.film import LENGTH, PlayedFilm
from vsearch.media.playback.fragments import parted, written
from vsearch.media.playback.sounding import Sounding
from vsearch.readers.clock import MediaClock, begins
from vsearch.readers.packets import Packets, pictures, table
from vsearch.readers.source import source, translated
from vsearch.readers.still import BACK

_LARGEST = 1 << 29
"""Bytes of a file that is read from end to end for the places at which decoding can begin."""
_LONGEST = 12.0
"""Seconds of a segment; a viewer who jumps would wait too long for more."""
_IDR = 5
"""The kind of a unit of H.264 at which a decoder forgets what came before (ITU-T H.264, 7.4.1)."""


def cuts(path: Path) -> tuple[float, ...]:
    """When the segments of a copy begin; none where its pictures must be encoded anew."""
    if path.stat().st_size > _LARGEST:
        return ()
    container, stream = source(path)
    try:
        with translated(path):
            fresh: list[bool] = []
            rows = table(_noted(pictures(container, stream), stream, fresh), stream)
    finally:
        container.close()
    if rows.counted or rows.broken or rows.false or not begins(rows) or not all(fresh) or not _closed(rows):
        return ()
    keys = (rows.pts[rows.gops] - rows.pts[rows.order[0]]) * rows.tick
    chosen = [0.0]
    for time in keys.tolist():
        if time >= chosen[-1] + LENGTH:
            chosen.append(time)
    longest = max(np.diff([*chosen, float(rows.times[-1])]), default=0.0)
    return tuple(chosen) if longest <= _LONGEST else ()


def header(film: PlayedFilm) -> bytes:
    """What stands before all segments of a film."""
    container, stream = source(film.path)
    try:
        out = BytesIO()
        with written(out, film.canvas, film.fps, sound=film.sound, copied=stream):
            pass
        return parted(out.getvalue())[0]
    finally:
        container.close()


def copied(film: PlayedFilm, start: int, check: Callable[[], None] = lambda: None) -> Iterator[Segment]:
    """Segments from number `start` on; `check` is called between packets, and may raise to stop."""
    clock, (container, stream) = MediaClock.of(film.path), source(film.path)
    sounding = Sounding(film.path, film.duration) if film.sound else None
    try:
        with translated(film.path):
            edges = [clock.stamp(time, stream.time_base) for time in film.keys] + [np.iinfo(np.int64).max]
            packets = _since(film.path, container, stream, edges[start])
            held = next(packets, None)
            for number in range(start, film.count):
                group: list[Any] = []
                while held is not None and not (held.is_keyframe and held.pts >= edges[number + 1]):
                    check()
                    group.append(held)
                    held = next(packets, None)
                yield _segment(film, number, stream, group, edges[0], sounding)
    finally:
        container.close()
        if sounding:
            sounding.close()


def _segment(
    film: PlayedFilm, number: int, stream: Any, group: list[Any], zero: int, sounding: Sounding | None
) -> Segment:
    span, out = film.span(number), BytesIO()
    if not group:
        raise VideoUnreadable(f"{film.path.name} has no pictures any more at {span.start:.1f} seconds.")
    damaged = any(packet.is_corrupt for packet in group)
    with written(out, film.canvas, film.fps, sound=film.sound, copied=stream) as fragment:
        fragment.copy(group, zero)
        if film.sound:
            heard(fragment, span, sounding)
    note = f"The film is damaged between {span.start:.1f} and {span.end:.1f} s."
    return parted(out.getvalue())[1], note if damaged else ""


def _since(path: Path, container: Any, stream: Any, stamp: int) -> Iterator[Any]:
    """The packets from a key frame on; from the beginning of the file on where the container cannot jump there."""
    for back in BACK:
        with suppress(av.FFmpegError):
            container.seek(max(0, stamp - round(back / stream.time_base)), stream=stream, backward=True)
            found = next(pictures(container, stream), None)
            if found is not None and found.pts is not None and found.pts <= stamp:
                yield from _from(chain([found], pictures(container, stream)), stamp)
                return
    fresh, again = source(path)
    try:
        yield from _from(pictures(fresh, again), stamp)
    finally:
        fresh.close()


def _from(packets: Iterator[Any], stamp: int) -> Iterator[Any]:
    return dropwhile(lambda packet: not (packet.is_keyframe and packet.pts == stamp), packets)


def _closed(rows: Packets) -> bool:
    """Whether every group of pictures can be decoded without the one before."""
    ends = [*rows.gops[1:].tolist(), len(rows.pts)]
    return all(rows.pts[key:end].min() >= rows.pts[key] for key, end in zip(rows.gops.tolist(), ends, strict=True))


def _noted(packets: Iterator[Any], stream: Any, fresh: list[bool]) -> Iterator[Any]:
    """The packets; of those at which decoding can begin, whether it forgets what came before."""
    extra = bytes(stream.codec_context.extradata or b"")
    size = (extra[4] & 3) + 1 if extra[:1] == b"\1" and len(extra) > 4 else 0
    for packet in packets:
        if packet.is_keyframe:
            fresh.append(_IDR in _kinds(bytes(packet), size))
        yield packet


def _kinds(data: bytes, size: int) -> set[int]:
    """The kinds of units in a packet, each after its length in `size` bytes, or after a start code."""
    if not size:
        return {part[0] & 31 for part in data.split(b"\0\0\1")[1:] if part}
    kinds, place = set(), 0
    while place + size < len(data):
        kinds.add(data[place + size] & 31)
        place += size + int.from_bytes(data[place : place + size], "big")
    return kinds
