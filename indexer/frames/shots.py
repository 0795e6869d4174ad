"""Find where shots begin: hard cuts, dissolves and fades, from small pictures that are looked at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

Peek = Callable[[float, float], Iterable[tuple[float, Pixels]]]
"""All frames strictly between two times, with their small pictures; decoded on demand."""

_STEP, _SHIFT = 14.0, 0.12
"""Smallest change of brightness (levels of 256) and of colours (share) that is worth a closer look."""

_FAR, _OTHER = 46.0, 0.12
"""What a cut must reach: lasting change times its lead over the changes around it; share of the colours changed."""

CLOSE = 2.0
"""Seconds between samples up to which gaps are looked into; beyond, that would be reading everything after all."""

_NEAR = 8
"""Frames on either side that a change is compared with."""

_REST = 0.2
"""Largest share of a gradual change that a mixture of its two ends may leave unexplained in any frame."""

_LONGEST = 6
"""Sampled frames that a gradual change may run over."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where one shot gives way to the next: at once (`start == end`), or by a dissolve or a fade (`kind`)."""

    time: float
    start: float
    end: float
    kind: str
    begins: bool = True
    """False for a fade to black: the next shot only begins when it rises again."""


@dataclass(frozen=True, slots=True)
class Series:
    """Consecutive frames: times, coarse pictures (18 x 32 x 3) and coarse histograms of colour."""

    times: NDArray[np.float64]
    sketches: NDArray[np.float32]
    colours: NDArray[np.float32]

    @classmethod
    def of(cls, frames: Iterable[tuple[float, Pixels]]) -> "Series":
        """Sketch frames."""
        made = [(time, *_sketch(picture)) for time, picture in frames]
        times, sketches, colours = zip(*made, strict=True) if made else ((), (), ())
        blank, none = np.zeros((0, 18, 32, 3), np.float32), np.zeros((0, 512), np.float32)
        return cls(np.array(times), np.stack(sketches) if made else blank, np.stack(colours) if made else none)

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, part: slice) -> "Series":
        return Series(self.times[part], self.sketches[part], self.colours[part])

    def __add__(self, other: "Series") -> "Series":
        return Series(
            np.append(self.times, other.times),
            np.concatenate([self.sketches, other.sketches]),
            np.concatenate([self.colours, other.colours]),
        )

    @property
    def steps(self) -> NDArray[np.float32]:
        """Mean change of brightness from each frame to the next."""
        steps: NDArray[np.float32] = np.abs(np.diff(self.sketches, axis=0)).mean(axis=(1, 2, 3), dtype=np.float32)
        return steps

    @property
    def shifts(self) -> NDArray[np.float32]:
        """Share of the colours that changed from each frame to the next."""
        shifts: NDArray[np.float32] = np.abs(np.diff(self.colours, axis=0)).sum(axis=1) / 2
        return shifts


def edges(samples: Series, peek: Peek | None = None, within: tuple[float, float] = (-1.0, np.inf)) -> list[Edge]:
    """The edges of shots among sampled frames, those after the one time of `within` and not after the other.

    With `peek`, doubtful gaps are decoded, and the edges are exact to a frame.
    """
    found: list[Edge] = []
    for first, last in _doubtful(samples):
        if samples.times[last] > within[0] and samples.times[first] < within[1]:
            found += _inspect(samples, first, last, peek)
    return sorted((edge for edge in found if within[0] < edge.time <= within[1]), key=lambda edge: edge.time)


def _doubtful(samples: Series) -> Iterator[tuple[int, int]]:
    """Runs of gaps that change much, and not clearly less than the gaps around: frame `first` to frame `last`."""
    steps, shifts = samples.steps, samples.shifts
    usual = np.array([np.median(steps[max(0, at - _NEAR) : at + _NEAR + 1]) for at in range(len(steps))])
    worth = (steps >= _STEP) & (shifts >= _SHIFT) & (steps >= np.minimum(0.9 * usual, 60))
    for doubtful, run in groupby(range(len(steps)), key=lambda at: bool(worth[at])):
        gaps = list(run)
        for at in range(0, len(gaps) if doubtful else 0, 16):
            part = gaps[at : at + 16]
            yield part[0], part[-1] + 1


def _inspect(samples: Series, first: int, last: int, peek: Peek | None) -> list[Edge]:
    """Edges in one doubtful run: cuts among all its frames, and what is left between them may be gradual."""
    dense = samples[first : last + 1]
    if peek and dense.times[-1] - dense.times[0] <= CLOSE * (last - first):
        dense = _merged(dense, Series.of(peek(float(dense.times[0]), float(dense.times[-1]))))
    else:
        dense = samples[max(0, first - _NEAR) : last + 1 + _NEAR]
    span = float(samples.times[first]), float(samples.times[last])
    cuts = [Edge(time, time, time, "cut") for time in breaks(dense) if span[0] < time <= span[1]]
    found = _gradual(samples, first, last, dense)
    return [cut for cut in cuts if not any(g.start < cut.time <= g.end for g in found)] + found


def _merged(few: Series, more: Series) -> Series:
    both = few + more
    order = np.unique(both.times, return_index=True)[1]
    return Series(both.times[order], both.sketches[order], both.colours[order])


def breaks(frames: Series) -> list[float]:
    """The times of the frames with which something else begins: after a change that leads those around it and lasts."""
    steps, shifts = frames.steps, frames.shifts
    found = []
    for at in np.flatnonzero((steps >= _STEP) & (shifts >= _OTHER)):
        around = np.concatenate([steps[max(0, at - _NEAR) : at], steps[at + 1 : at + 1 + _NEAR]])
        second = float(np.sort(around)[-2]) if len(around) > 1 else 0.0
        lead = min(float(steps[at]) / (second + 1), 4.0)
        light = _alike(frames.sketches[at], frames.sketches[at + 1], 0.97)
        if not light and _lasting(frames, int(at)) * lead >= _FAR and (shifts[at] >= 0.25 or lead >= 2.5):
            found.append(float(frames.times[at + 1]))
    return found


def _lasting(frames: Series, at: int) -> float:
    """The least change between any frame shortly before and any shortly after: a flash goes back, a cut does not."""
    before, after = frames.sketches[max(0, at + 1 - _NEAR) : at + 1], frames.sketches[at + 1 : at + 1 + _NEAR]
    return float(np.abs(before[:, None] - after[None]).mean(axis=(2, 3, 4)).min())


def _gradual(samples: Series, first: int, last: int, dense: Series) -> list[Edge]:
    """Stretches over which one picture turns into another as a mixture of both, the longest first, none overlapping."""
    found: list[Edge] = []
    low, high = max(0, first - 1), min(len(samples) - 1, last + 1)
    spans = [(a, b) for a in range(low, high) for b in range(a + 1, min(high, a + _LONGEST) + 1)]
    for a, b in sorted(spans, key=lambda span: span[0] - span[1]):
        inside = dense[
            np.searchsorted(dense.times, samples.times[a]) : np.searchsorted(dense.times, samples.times[b], "right")
        ]
        edge = mixture(samples[a : a + 1] + inside + samples[b : b + 1])
        if edge and not any(edge.start < other.end and other.start < edge.end for other in found):
            found.append(edge)
    return _joined(sorted(found, key=lambda edge: edge.time))


def _joined(found: list[Edge]) -> list[Edge]:
    """Dissolves that follow on each other are one."""
    whole: list[Edge] = []
    for edge in found:
        last = whole[-1] if whole else None
        if last and last.kind == edge.kind == "dissolve" and edge.start - last.end < 0.1:
            whole[-1] = Edge((last.start + edge.end) / 2, last.start, edge.end, "dissolve")
        else:
            whole.append(edge)
    return whole


def mixture(frames: Series) -> Edge | None:
    """The edge in frames that are all mixtures of the first and the last: ever less of one, ever more of the other."""
    pictures = frames.sketches.reshape(len(frames), -1)
    change = pictures[-1] - pictures[0]
    power = float(change @ change)
    if len(frames) < 3 or power < 22.0**2 * change.size:
        return None
    share = (pictures - pictures[0]) @ change / power
    rest = np.abs(pictures - pictures[0] - share[:, None] * change).mean(axis=1) / np.abs(change).mean()
    amid = (share > 0.12) & (share < 0.88)
    smooth = np.diff(share).max() < 0.5 + 0.25 * (len(frames) < 6) and np.diff(share).min() > -0.12
    if not amid.any() or not smooth or rest.max() > _REST or (len(frames) > 8 and amid.sum() < 4):
        return None
    edge = _edge(frames, share)
    return edge if edge and (edge.kind == "fade" or _even_pace(frames.times[amid], share[amid])) else None


def _even_pace(times: NDArray[np.float64], share: NDArray[np.float32]) -> bool:
    """A dissolve runs like a clock; light and movement do not."""
    if len(times) < 4:
        return True
    slope, offset = np.polyfit(times, share, 1)
    return float(np.abs(slope * times + offset - share).max()) < 0.1


def _edge(frames: Series, share: NDArray[np.float32]) -> Edge | None:
    start, middle, end = (float(np.interp(at, np.maximum.accumulate(share), frames.times)) for at in (0.03, 0.5, 0.97))
    first, last = frames.sketches[int(np.argmin(share))], frames.sketches[-1]
    if _black(first) or (_even(first) and not _even(last)):
        start = float(frames.times[np.flatnonzero(share <= share.min() + 0.02)[-1]])
        return Edge(start, start, end, "fade")
    if _even(last):
        return Edge(end, start, end, "fade", begins=False)
    return None if _even(first) or _alike(first, last) else Edge(middle, start, end, "dissolve")


def _even(sketch: NDArray[np.float32]) -> bool:
    """One colour all over: mostly the black or the white that a shot fades from or to."""
    return bool(sketch.mean(axis=2).std() < 5)


def _black(sketch: NDArray[np.float32]) -> bool:
    return bool(_even(sketch) and sketch.mean() < 20)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32], least: float = 0.9) -> bool:
    """The same picture in another light."""
    first, second = one.ravel() - one.mean(), other.ravel() - other.mean()
    return float(first @ second) > least * float(np.linalg.norm(first) * np.linalg.norm(second))


def _sketch(picture: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    small = cv2.resize(picture, (32, 18), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(picture, (80, 45), interpolation=cv2.INTER_AREA)
    colours = cv2.calcHist([soft], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3).ravel() / soft[..., 0].size
    return small.astype(np.float32), colours


def starts(found: Sequence[Edge], duration: float) -> NDArray[np.float64]:
    """When each shot begins, the first at 0; edges at the very ends of a video begin none."""
    begun = sorted(edge.time for edge in found if edge.begins and 0.25 < edge.time < duration - 0.04)
    apart = [time for before, time in zip([0.0, *begun], begun, strict=False) if time - before > 0.08]
    return np.array([0.0, *apart])
