"""A reel: the best moments of one or more videos, joined into one film of one size and rate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.media.clips.encode import Shown, Watch, encode
from vsearch.media.clips.sources import NEAR, sources, within
from vsearch.media.clips.track import joined_sound
from vsearch.media.clips.vertical import Framing, cuts, framing, needed
from vsearch.media.clips.vertical import canvas as vertical_canvas
from vsearch.nouns import Moment, Pixels, Span, Times
from vsearch.readers import READERS, Facts, Size

Kind = TypeVar("Kind")

Choice = Callable[[Sequence[Moment]], list[Moment]]

SHORTEST = 1.0
"""Seconds below which a moment is left out rather than trimmed to fit."""
_LARGEST = 1920, 1080
"""A reel is never larger; pixels."""
_FASTEST = 60.0


@dataclass(frozen=True, slots=True)
class JoinedReel:
    """A film that was joined: its parts in order, each with the stretch of its video that it shows."""

    path: Path
    parts: tuple[tuple[str, Span], ...]
    length: float
    width: int
    height: int
    fps: float


def reel(
    store: Store, moments: Sequence[Moment], path: Path, *, length: float | None = None, vertical: bool = False
) -> JoinedReel:
    """Join the moments, or the best of them that make about `length` seconds, each video's in order of time."""
    if length is not None and not length >= SHORTEST:
        raise UsageWrong(f"A reel cannot last {length:g} seconds. Give at least {SHORTEST:g}.")
    return _joined(store, moments, path, lambda parts: ordered(chosen(merged(parts), length)), vertical=vertical)


def joined(
    store: Store,
    moments: Sequence[Moment],
    path: Path,
    *,
    vertical: bool = False,
    watch: Watch = lambda _: None,
) -> JoinedReel:
    """Join moments in the order in which they are given, all of them."""
    return _joined(store, moments, path, list, vertical=vertical, watch=watch)


def _joined(
    store: Store,
    moments: Sequence[Moment],
    path: Path,
    choose: Callable[[Sequence[Moment]], list[Moment]],
    *,
    vertical: bool,
    watch: Watch = lambda _: None,
) -> JoinedReel:
    if not moments:
        raise UsageWrong("There is no moment to make a reel of. Look for something else, or lower the threshold.")
    found = sources(store, (moment.video for moment in moments))
    about = {video: source.facts() for video, source in found.items()}
    parts = choose(
        [replace(m, span=within(m.span, about[m.video].duration, found[m.video].path.name)) for m in moments]
    )
    shapes = [about[moment.video] for moment in parts]
    size, fps = vertical_canvas(shapes) if vertical else canvas(parts, about), rate(parts, about)
    counts = [max(1, round(moment.span.length * fps)) for moment in parts]
    stretches = [Span(m.span.start, m.span.start + n / fps) for m, n in zip(parts, counts, strict=True)]
    paths = [found[moment.video].path for moment in parts]
    total = sum(counts) / fps
    heard = joined_sound(paths, stretches) if any(about[moment.video].sounds for moment in parts) else None
    looks = [framing(found[m.video].path, m.span, cuts(store, m.video)) if vertical else None for m in parts]
    encode(path, _pictures(paths, stretches, counts, size, fps, looks), end=total, fps=fps, sound=heard, watch=watch)
    shown = tuple((m.video, span) for m, span in zip(parts, stretches, strict=True))
    return JoinedReel(path, shown, total, *size, fps)


def merged(moments: Sequence[Moment]) -> list[Moment]:
    """The moments, best first, without showing anything twice: what overlaps a better one becomes part of it."""
    kept: list[Moment] = []
    for moment in sorted(moments, key=lambda moment: -moment.score):
        for place, other in enumerate(kept):
            if other.video == moment.video and other.span.overlap(moment.span) > 0:
                span = Span(min(other.span.start, moment.span.start), max(other.span.end, moment.span.end))
                kept[place] = replace(other, span=span)
                break
        else:
            kept.append(moment)
    return kept if len(kept) == len(moments) else merged(kept)


def chosen(moments: Sequence[Moment], length: float | None) -> list[Moment]:
    """The best moments that fit, each trimmed around its best frame to a fair share of the length."""
    if length is None:
        return list(moments)
    least = accumulate(min(SHORTEST, moment.span.length) for moment in moments)
    fitting = [moment for moment, needed in zip(moments, least, strict=True) if needed <= length]
    share = fair([moment.span.length for moment in fitting], length)
    return [trimmed(moment, share) for moment in fitting]


def fair(lengths: Sequence[float], total: float) -> float:
    """The share that fills the total when none takes more: what the short ones leave goes to the longer ones."""
    share = total
    for place, length in enumerate(sorted(lengths)):
        share = total / (len(lengths) - place)
        if length >= share:
            break
        total -= length
    return share


def trimmed(moment: Moment, length: float) -> Moment:
    """At most `length` seconds of a moment, its best frame a third of the way in."""
    if moment.span.length <= length:
        return moment
    start = min(max(moment.span.start, moment.best - length / 3), moment.span.end - length)
    return replace(moment, span=Span(start, start + length))


def ordered(moments: Sequence[Moment]) -> list[Moment]:
    """In order of time in each video; the video with the best moment comes first."""
    rank = {moment.video: place for place, moment in reversed(list(enumerate(moments)))}
    return sorted(moments, key=lambda moment: (rank[moment.video], moment.span.start))


def canvas(parts: Sequence[Moment], facts: Mapping[str, Facts]) -> tuple[int, int]:
    """The size of most of the reel, within limits, with even sides; of two the larger."""
    sizes = _seconds(parts, {video: (about.width, about.height) for video, about in facts.items()})
    width, height = max(sizes, key=lambda size: (round(sizes[size], 3), size[0] * size[1]))
    most = _LARGEST if width >= height else _LARGEST[::-1]
    scale = min(1.0, most[0] / width, most[1] / height)
    return max(2, 2 * round(width * scale / 2)), max(2, 2 * round(height * scale / 2))


def rate(parts: Sequence[Moment], facts: Mapping[str, Facts]) -> float:
    """The frame rate of most of the reel; of two the higher."""
    rates = _seconds(parts, {video: min(_FASTEST, about.fps) for video, about in facts.items()})
    return max(rates, key=lambda fps: (round(rates[fps], 3), fps))


def _seconds(parts: Sequence[Moment], kinds: Mapping[str, Kind]) -> dict[Kind, float]:
    """How long the parts of each kind of video last together."""
    lengths: dict[Kind, float] = {}
    for moment in parts:
        kind = kinds[moment.video]
        lengths[kind] = lengths.get(kind, 0.0) + moment.span.length
    return lengths


def fitted(facts: Facts, size: tuple[int, int]) -> Size:
    """A video's picture as large as the canvas takes it, in its own shape."""
    scale = min(size[0] / facts.width, size[1] / facts.height)
    return Size(max(1, round(facts.width * scale)), max(1, round(facts.height * scale)), "squash")


def padded(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """A picture in the middle of a black canvas."""
    high, wide = pixels.shape[:2]
    if (wide, high) == size:
        return pixels
    made = np.zeros((size[1], size[0], 3), np.uint8)
    top, left = (size[1] - high) // 2, (size[0] - wide) // 2
    made[top : top + high, left : left + wide] = pixels
    return made


def ticked(
    path: Path, span: Span, count: int, size: tuple[int, int], fps: float, look: Framing | None = None
) -> Iterator[tuple[Pixels, int]]:
    """Of a stretch, the pictures that are on the screen at `count` ticks, on a canvas, each with its tick."""
    reader = READERS.make("pyav", path=path)
    try:
        shown, until = _ticks(reader.times(), span.start, count, fps)
        ends, last = dict(zip(shown.tolist(), until.tolist(), strict=True)), 0
        for frame in reader.frames(shown, needed(reader.facts, size) if look else [fitted(reader.facts, size)]):
            picture = look.picture(frame, size) if look else padded(frame.pixels[0], size)
            yield from ((picture, tick) for tick in range(last, ends[frame.time]))
            last = ends[frame.time]
    finally:
        reader.close()


def _ticks(times: Times, start: float, count: int, fps: float) -> tuple[Times, NDArray[np.int64]]:
    """The times of the pictures that are on the screen at `count` ticks, and the tick that ends each."""
    first = max(0, int(np.searchsorted(times, start + NEAR, side="right")) - 1)
    inside = times[first : int(np.searchsorted(times, start + (count - 1) / fps + NEAR, side="right"))]
    inside = inside if len(inside) else times[first : first + 1]
    until = np.append(np.ceil((inside[1:] - NEAR - start) * fps), count).astype(np.int64)
    seen = np.diff(until, prepend=0) > 0
    return inside[seen], until[seen]


def _pictures(
    paths: Sequence[Path],
    spans: Sequence[Span],
    counts: Sequence[int],
    size: tuple[int, int],
    fps: float,
    looks: Sequence[Framing | None],
) -> Iterator[Shown]:
    done = 0
    for path, span, count, look in zip(paths, spans, counts, looks, strict=True):
        for picture, tick in ticked(path, span, count, size, fps, look):
            yield picture, (done + tick) / fps
        done += count
