"""Vectors of clips: what a video encoder makes of each shot, or of each part of a long one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vsearch.cures import Note
from vsearch.encoders.devices import choose_devices
from vsearch.errors import ModelMissing
from vsearch.indexer.motion.watch import SeenMotion
from vsearch.motion import MOTION_ENCODERS, ClipSpec, FrameClip, MotionEncoder
from vsearch.nouns import Shot, Span, Times, Vectors
from vsearch.readers import Reader, Size

LONG = 8.0
"""Seconds of a shot that one vector stands for at most."""


def with_vectors(seen: SeenMotion, spec: str, device: str, reader: Reader, shots: Sequence[Shot]) -> SeenMotion:
    """The same, with vectors of its clips where an encoder is wanted that makes some; else with why there are none."""
    if spec == "builtin":
        return seen
    encoder, missing = _loaded(spec, choose_devices(device)[0])
    if encoder is None:
        return replace(seen, missing=missing)
    spans, rows = _encoded(encoder, reader, shots)
    starts, ends = (np.array([getattr(span, side) for span in spans]) for side in ("start", "end"))
    track = replace(seen.track, encoder=encoder.spec.name, starts=starts, ends=ends, vectors=rows)
    return replace(seen, track=track)


def here(spec: str) -> bool:
    """Whether what an encoder needs may be on this machine; nothing is loaded."""
    from importlib.util import find_spec

    return spec == "builtin" or find_spec("torch") is not None


@cache
def _loaded(spec: str, device: str) -> tuple[MotionEncoder | None, Note | None]:
    """An encoder, loaded once a process; a missing model is a sentence, and a video without such vectors."""
    try:
        return MOTION_ENCODERS.make(spec, device=device), None
    except ModelMissing as error:
        return None, error.note


def _encoded(encoder: MotionEncoder, reader: Reader, shots: Sequence[Shot]) -> tuple[list[Span], Vectors]:
    times, aspect = reader.times(), reader.facts.width / reader.facts.height
    wanted = [(span, frames_of(span, times, encoder.spec)) for span in parts(shots)]
    spans, rows = [], [np.zeros((0, encoder.spec.width), np.float32)]
    for span, clip in _clips(reader, wanted, Size(*encoder.spec.size, encoder.spec.fit), aspect):
        spans.append(span)
        rows.append(encoder.encode([clip]))
    return spans, np.concatenate(rows)


def parts(shots: Sequence[Shot]) -> list[Span]:
    """The shots, long ones in equal parts."""
    found = []
    for shot in shots:
        edges = np.linspace(shot.span.start, shot.span.end, max(1, int(np.ceil(shot.span.length / LONG - 1e-6))) + 1)
        found += [Span(float(start), float(end)) for start, end in pairwise(edges)]
    return found


def frames_of(span: Span, times: Times, spec: ClipSpec) -> Times:
    """As many frames as a clip has, evenly over its middle; those of a short shot are shown longer."""
    length = min(span.length, spec.frames / spec.rate) if spec.rate else span.length
    middle = (span.start + span.end) / 2
    moments = middle + length * ((np.arange(spec.frames) + 0.5) / spec.frames - 0.5)
    low, high = np.searchsorted(times, [span.start - 1e-6, span.end - 1e-6])
    places: NDArray[np.intp] = np.searchsorted(times, moments + 1e-6, "right") - 1
    return times[np.clip(places, min(low, len(times) - 1), max(low, high - 1))]


def _clips(
    reader: Reader, wanted: Sequence[tuple[Span, Times]], size: Size, aspect: float
) -> Iterator[tuple[Span, FrameClip]]:
    """Each clip as soon as its last frame is read; a frame that cannot be decoded gives way to the one before it."""
    if not wanted:
        return
    shown: dict[float, NDArray[np.uint8]] = {}
    waiting = list(wanted)
    every = np.unique(np.concatenate([times for _, times in wanted]))
    for frame in reader.frames(every, (size,)):
        while waiting and frame.time > waiting[0][1][-1]:
            yield from _clip(*waiting.pop(0), shown, aspect)
            shown = {time: pixels for time, pixels in shown.items() if waiting and time >= waiting[0][1][0]}
        shown[frame.time] = frame.pixels[0]
    for span, times in waiting:
        yield from _clip(span, times, shown, aspect)


def _clip(
    span: Span, times: Times, shown: dict[float, NDArray[np.uint8]], aspect: float
) -> Iterator[tuple[Span, FrameClip]]:
    there = np.array([time for time in sorted(shown) if times[0] <= time <= times[-1]])
    if len(there):
        near = there[np.clip(np.searchsorted(there, times, "right") - 1, 0, None)]
        yield span, FrameClip(np.stack([shown[time] for time in near]), times, aspect)
