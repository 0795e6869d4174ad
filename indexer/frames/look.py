"""Look at sampled frames once: find shots, measure, drop what is bad or doubled, hand on what deserves a vector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.frames.pick import WINDOW, Columns, Flags, Picker
from vsearch.indexer.frames.reasons import Reasons, score
from vsearch.indexer.frames.shots import CLOSE, Edge, Peek, Series, edges, starts
from vsearch.indexer.frames.signals import Signals, measure
from vsearch.nouns import Frame, Pixels, Shot, Span, Times
from vsearch.settings import Quality
from vsearch.signals.view import Hashes

_AROUND = 8
"""Sampled frames before and after a window that are known when it is decided."""

_TILES = 800
"""Small pictures held for the sprite sheet; beyond, every second one is dropped."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was seen, one row a frame, in order of time."""

    time: NDArray[np.float64]
    columns: Columns
    kept: Flags
    reason: Reasons
    embedded: Flags
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    shots: tuple[Shot, ...]
    tiles: dict[int, bytes]
    """A small JPEG of every kept frame (thinned in long videos), by row."""

    def order(self) -> NDArray[np.intp]:
        """The rows as they are stored: the kept ones, then the spares, then those without a vector; each by time."""
        return np.lexsort((self.time, ~self.embedded, ~self.kept))


def ending(times: Times, chosen: Times) -> Times:
    """Sampled frames, and the last of all: a shot that begins after the last sample is seen by it, if it is close."""
    return np.union1d(chosen, times[-1:]) if len(times) and times[-1] - chosen[-1] <= CLOSE else chosen


class Look:
    """One video being looked at; feed it frames, take the pictures to embed, and at the end what was seen.

    A frame after `until` is no sample: it only shows whether the picture changes before the video ends.
    """

    def __init__(
        self, quality: Quality, duration: float, total: int, peek: Peek | None = None, until: float = np.inf
    ) -> None:
        self._duration, self._peek, self._until = duration, peek, until
        self._tail: list[tuple[float, Pixels]] = []
        self._picker = Picker(quality, duration, total)
        self._ahead: list[tuple[float, Pixels, Pixels]] = []
        self._series, self._past = Series.of([]), 0
        self._done = -1.0
        self._edges: list[Edge] = []
        self._times: list[float] = []
        self._still: Signals = {}
        self._hash: Hashes = np.zeros(0, np.uint64)
        self._embedded: set[int] = set()
        self._resort: tuple[float, int, Pixels] | None = None
        self._tiles: dict[int, bytes] = {}
        self._every = 1

    def pictures(self, frames: Iterable[Frame]) -> Iterator[tuple[int, Pixels]]:
        """Take frames of two pictures, 160 x 90 and the encoder's; yield row and picture of those to be embedded."""
        for frame in frames:
            small, big = frame.pixels
            if frame.time > self._until:
                self._tail = [(frame.time, small)]
                continue
            self._ahead.append((frame.time, small, big))
            if len(self._ahead) == WINDOW + _AROUND:
                yield from self._window(WINDOW)
        if self._ahead:
            yield from self._window(len(self._ahead))
        if not self._embedded and self._resort:
            yield self._resort[1:]
            self._embedded.add(self._resort[1])
        self._picker.finish(self._flags())

    def seen(self) -> Seen:
        """What was seen, once all pictures have been taken."""
        times, picker = np.array(self._times), self._picker
        rows = picker.rows or Columns(np.zeros(0, np.int32), np.zeros(0, np.uint64), {})
        begun = starts(self._edges, self._duration)
        start, end = _spans(times, rows.shot, np.append(begun, self._duration), picker.stands)
        tiles = {row: tile for row, tile in self._tiles.items() if picker.kept[row]}
        shots = _shots(begun, self._edges, self._duration)
        return Seen(times, rows, picker.kept, picker.reason, self._flags(), start, end, shots, tiles)

    def _window(self, count: int) -> Iterator[tuple[int, Pixels]]:
        """Decide on the next `count` frames, and let go of all but the last few."""
        frames, self._ahead = self._ahead[:count], self._ahead[count:]
        self._measure([small for _, small, _ in frames + self._ahead], [time for time, _, _ in frames + self._ahead])
        base = len(self._times)
        self._times += [time for time, _, _ in frames]
        self._picker.window(self._columns(count, self._find(last=not self._ahead)))
        for row in range(base, len(self._times)):
            yield from self._offer(row, *frames[row - base][1:])
        self._past = min(self._past + count, len(self._series) - len(self._ahead), _AROUND)
        keep = slice(len(self._series) - len(self._ahead) - self._past, None)
        self._series = self._series[keep]
        self._still = {name: column[keep] for name, column in self._still.items()}
        self._hash = self._hash[keep]

    def _measure(self, pictures: list[Pixels], times: list[float]) -> None:
        """Sketch and measure the frames that were not ahead of the window before."""
        known = len(self._series) - self._past
        new = list(zip(times, pictures, strict=True))[known:]
        self._series = self._series + Series.of(new) if len(self._series) else Series.of(new)
        signals, hashes = measure([picture for _, picture in new])
        before = self._still
        self._still = {name: np.append(before.get(name, column[:0]), column) for name, column in signals.items()}
        self._hash = np.append(self._hash, hashes)

    def _find(self, last: bool) -> list[Edge]:
        """The edges around the window; those inside are remembered. A video may still change after its last sample."""
        series, until = self._series, self._times[-1]
        if last and self._tail:
            series, until = series + Series.of(self._tail), np.inf
        found = edges(series, self._peek, (self._done, float(series.times[-1])))
        self._edges += [edge for edge in found if edge.time <= until]
        self._done = until
        return found

    def _columns(self, count: int, found: list[Edge]) -> Columns:
        part = slice(self._past, self._past + count)
        begun = starts(sorted(self._edges, key=lambda edge: edge.time), self._duration)
        shot = (np.searchsorted(begun, self._series.times, "right") - 1).astype(np.int32)
        signals = self._still | beside(self._series, self._still, shot, [*self._edges[-_AROUND:], *found])
        signals = {name: column[part] for name, column in signals.items()}
        return Columns(shot[part], self._hash[part], {**signals, "score": score(signals)})

    def _offer(self, row: int, small: Pixels, big: Pixels) -> Iterator[tuple[int, Pixels]]:
        """Hand on a frame that is kept or spare; remember the least bad other one, in case there is nothing else."""
        picker = self._picker
        assert picker.rows
        if picker.kept[row] or picker.spare[row]:
            self._embedded.add(row)
            self._tile(row, small)
            yield row, big
        elif not self._embedded:
            good = float(picker.rows.signals["score"][row])
            if self._resort is None or good > self._resort[0]:
                self._resort = good, row, big
                self._tiles = {row: _jpeg(small)}

    def _tile(self, row: int, small: Pixels) -> None:
        if len(self._embedded) == 1:
            self._resort, self._tiles = None, {}
        if len(self._embedded) % self._every == 0:
            self._tiles[row] = _jpeg(small)
        if len(self._tiles) > _TILES:
            self._tiles = dict(list(self._tiles.items())[::2])
            self._every *= 2

    def _flags(self) -> Flags:
        flags = np.zeros(len(self._times), np.bool_)
        flags[list(self._embedded)] = True
        return flags


def beside(series: Series, still: Signals, shot: NDArray[np.int32], found: list[Edge]) -> Signals:
    """The signals that compare a frame with its neighbours in the same shot, and with the edges around."""
    count = len(series)
    steps = series.steps / 255
    motion, steady, flash = np.zeros(count), np.ones(count), np.zeros(count)
    for at in range(count):
        near = [n for n in range(max(0, at - 2), min(count, at + 3)) if n != at and shot[n] == shot[at]]
        sides = [n for n in near if abs(n - at) == 1]
        motion[at] = min((steps[min(n, at)] for n in sides), default=0.0)
        if near:
            steady[at] = min(1.0, (still["sharpness"][at] + 0.01) / (np.median(still["sharpness"][near]) + 0.01))
        if len(sides) == 2:
            flash[at] = max(0.0, still["brightness"][at] - still["brightness"][sides].max())
    signals = {"motion": motion, "steady": steady, "flash": flash}
    for kind in ("fade", "dissolve"):
        signals[kind] = np.array(
            [max((_amid(e, t) for e in found if e.kind == kind), default=0.0) for t in series.times]
        )
    return {name: column.astype(np.float32) for name, column in signals.items()}


def _amid(edge: Edge, time: float) -> float:
    """How far a time is from both ends of a gradual change: 1 in its middle, 0 outside."""
    return max(0.0, 2 * min(time - edge.start, edge.end - time) / max(edge.end - edge.start, 1e-6))


def _spans(
    times: NDArray[np.float64], shot: NDArray[np.int32], bounds: NDArray[np.float64], stands: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each frame stands for: half-way to its neighbours, within its shot, and the same of adjoining duplicates."""
    if not len(times):
        return times, times
    middle = (times[1:] + times[:-1]) / 2
    new = np.concatenate([[True], shot[1:] != shot[:-1]])
    low = np.minimum(np.where(new, bounds[shot], np.concatenate([[0.0], middle])), times)
    high = np.maximum(np.where(np.append(new[1:], True), bounds[shot + 1], np.append(middle, 0.0)), times)
    start, end = low.copy(), high.copy()
    for row, leader in enumerate(_leaders(stands)):
        if leader != row and shot[leader] == shot[row]:
            start[leader], end[leader] = min(start[leader], low[row]), max(end[leader], high[row])
    return start, end


def _leaders(stands: NDArray[np.intp]) -> NDArray[np.intp]:
    """Follow duplicates of duplicates to the frame that stands for them all."""
    while (further := stands[stands]).tolist() != stands.tolist():
        stands = further
    return stands


def _shots(begun: NDArray[np.float64], found: list[Edge], duration: float) -> tuple[Shot, ...]:
    """The shots; one that begins gradually carries how long that takes."""
    fades = {edge.time: edge.end - edge.start for edge in found if edge.kind != "cut"}
    bounds = [*begun.tolist(), max(duration, float(begun[-1]))]
    return tuple(Shot(Span(start, end), fades.get(start, 0.0)) for start, end in pairwise(bounds))


def _jpeg(picture: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1])
