"""Edges to the frame: what lies around a doubtful edge is decoded, and it falls on a cut, a fade or silence."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import VSearchError
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.nouns import Segment, Span, Times
from vsearch.readers import READERS, Reader, Size
from vsearch.readers.audio import Audio

AROUND = 0.8
"""Seconds on either side of an edge that are decoded."""

_SMALL = Size(32, 18, "squash")
_CUT = 12.0  # levels of 256 by which neighbouring pictures differ on average where a cut is
_LEAD = 3.0  # and how many times more than the others around
_DARK = 16.0  # the mean level of a dark picture
_RATE = 16_000
_STEP = 320  # samples: 20 ms


def refined(found: Sequence[Segment], one: EpisodeFeatures, path: Path) -> tuple[Segment, ...]:
    """The segments with edges to the frame; those that lie on a known cut, or a film that cannot be read, stay."""
    edges = {edge for segment in found for edge in (segment.span.start, segment.span.end) if _doubtful(edge, one)}
    moved: dict[float, float] = {}
    if edges and path.exists():
        with suppress(VSearchError, OSError):
            reader = READERS.make("pyav", path=path)
            try:
                moved = {edge: _settled(edge, reader, path, one.duration) for edge in sorted(edges)}
            finally:
                reader.close()
    return tuple(replace(segment, span=_spanned(segment.span, moved)) for segment in found)


def _spanned(span: Span, moved: dict[float, float]) -> Span:
    start = moved.get(span.start, span.start)
    return Span(start, max(start, moved.get(span.end, span.end)))


def _doubtful(edge: float, one: EpisodeFeatures) -> bool:
    known = np.concatenate([[0.0, one.duration], one.cuts])
    return bool(np.abs(known - edge).min() > 1e-3)


def _settled(edge: float, reader: Reader, path: Path, duration: float) -> float:
    """The cut nearest to an edge, else the darkest moment, else the quietest; where all is even it stays."""
    times = reader.times()
    near = times[(times >= edge - AROUND) & (times <= edge + AROUND)]
    if len(near) < 3:
        return edge
    shown = list(reader.frames(near, (_SMALL,)))
    pictures = np.stack([frame.pixels[0] for frame in shown]).astype(np.float32)
    at = np.array([frame.time for frame in shown])
    cut = _cut(pictures, at, edge)
    if cut is not None:
        return cut
    levels = pictures.mean(axis=(1, 2, 3))
    if levels.min() < _DARK <= levels.max():
        darkest = at[levels <= levels.min() + 1]
        return float(darkest[np.abs(darkest - edge).argmin()])
    return _hush(edge, path, duration)


def _cut(pictures: NDArray[np.float32], at: Times, edge: float) -> float | None:
    """The first picture after the cut nearest to an edge; None where there is no cut."""
    steps = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3))
    cuts = np.flatnonzero((steps > _CUT) & (steps > _LEAD * (np.median(steps) + 0.5)))
    return float(at[cuts + 1][np.abs(at[cuts + 1] - edge).argmin()]) if len(cuts) else None


def _hush(edge: float, path: Path, duration: float) -> float:
    """The quietest moment around an edge, if it is much quieter there."""
    since = max(0.0, edge - AROUND)
    audio = Audio(path, duration=duration or float("inf"))
    try:
        piece = next(iter(audio.pieces((_RATE,), since=since, length=2)), None) if audio.present else None
    finally:
        audio.close()
    if piece is None or len(piece[_RATE]) < 10 * _STEP:
        return edge
    wave = piece[_RATE][: round((edge + AROUND - since) * _RATE)]
    power = np.square(wave[: len(wave) // _STEP * _STEP].reshape(-1, _STEP)).mean(axis=1)
    quiet = int(power.argmin())
    return since + (quiet + 0.5) * _STEP / _RATE if power[quiet] < 0.01 * np.median(power) else edge
