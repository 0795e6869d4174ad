"""Tracks of marks, such as fingerprints of sound or hashes of pictures, and the runs that two tracks have in common.

Equal marks (or equal parts of them) are met through one sorted index over all tracks, so that nobody compares every
moment of one episode with every moment of another. Around each meeting the bits that differ are counted; where few do,
the run is followed along its lag in both directions, to where going on would cost more than it brings.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Span, Times
from vsearch.sounds.fingerprint import PER_SECOND, Fingerprints

COMMON = 96
"""Marks that are equal in more places say nothing: silence, a dark screen, a hum."""

_HOLE = 6.0
"""Seconds without likeness, such as a card with the episode's name, over which a run goes on along the same lag."""

Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TrackLikeness:
    """How tracks of one sort are compared; times are seconds."""

    rate: float
    bits: int
    masks: tuple[int, ...]
    """The parts of a mark of which one must be equal for two to meet."""
    around: int
    """Marks on either side of a meeting that are looked at."""
    most: float
    """Share of bits that may differ around a meeting."""
    shortest: float
    slack: int
    """Marks by which the lag of one run may change: the other track was taken at other moments."""
    reach: float
    """Seconds that a run lasts beyond its first and last mark."""


_BYTES = tuple(0xFF << shift for shift in (0, 8, 16, 24))
SOUND = TrackLikeness(float(PER_SECOND), 32, tuple(0xFFFFFFFF ^ byte for byte in _BYTES), 8, 0.28, 2.5, 2, 0.0)
_QUARTERS = tuple(0xFFFF << shift for shift in (0, 16, 32, 48))
PICTURE = TrackLikeness(2.0, 64, _QUARTERS, 3, 0.14, 2.0, 2, 0.25)
SHOT = TrackLikeness(2.0, 64, _QUARTERS, 1, 0.09, 1.0, 1, 0.25)
"""Shots that were cut short: fewer pictures, which must be more alike."""


@dataclass(frozen=True, slots=True)
class Track:
    """Marks at an even pace; those that are `void` say nothing."""

    owner: str
    marks: Marks
    void: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AlignedRun:
    """A stretch of one track that is like a stretch of another, and the share of bits that differ."""

    one: str
    other: str
    here: Span
    there: Span
    error: float

    @property
    def turned(self) -> "AlignedRun":
        """The same, seen from the other side."""
        return AlignedRun(self.other, self.one, self.there, self.here, self.error)

    @property
    def lag(self) -> float:
        """Seconds by which the other is later."""
        return self.there.start - self.here.start


def sound_track(owner: str, found: Fingerprints) -> Track:
    """The track of an episode's sound."""
    return Track(owner, found.astype(np.uint64), found == 0)


def picture_track(owner: str, time: Times, hashes: Marks, blank: NDArray[np.bool_]) -> Track:
    """The track of an episode's pictures, twice a second; plain ones, whose hash has hardly a bit, are void."""
    if not len(time):
        return Track(owner, hashes, blank)
    at = np.arange(0, float(time[-1]) + 0.25, 1 / PICTURE.rate)
    right = np.clip(np.searchsorted(time, at), 0, len(time) - 1)
    left = np.maximum(right - 1, 0)
    nearest = np.where(np.abs(time[left] - at) < np.abs(time[right] - at), left, right)
    bits = np.bitwise_count(hashes)
    return Track(owner, hashes[nearest], (blank | (bits < 5) | (bits > 59))[nearest])


def runs(tracks: Sequence[Track], like: TrackLikeness, old: int = 0) -> list[AlignedRun]:
    """Every run that two tracks have in common, or one with itself; the first `old` were compared before."""
    marks = np.concatenate([np.zeros(0, np.uint64), *(track.marks for track in tracks)])
    void = np.concatenate([np.zeros(0, bool), *(track.void for track in tracks)])
    starts = np.cumsum([0, *(len(track.marks) for track in tracks)])
    owner = np.repeat(np.arange(len(tracks)), np.diff(starts))
    diagonals: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for first, second in _meetings(marks, void, owner, like, old):
        for a, b in zip(*_alike(marks, void, owner, first, second, like), strict=True):
            diagonals[int(owner[a]), int(owner[b]), b - a].add(a)
    found: dict[tuple[int, int], list[tuple[int, int, int, float]]] = defaultdict(list)
    for (a, b, lag), places in diagonals.items():
        bounds = max(starts[a], starts[b] - lag), min(starts[a + 1], starts[b + 1] - lag)
        rows = _followed(marks, void, lag, (int(bounds[0]), int(bounds[1])), sorted(places), like)
        found[a, b] += [(low - int(starts[a]), high - int(starts[a]), lag + int(starts[a] - starts[b]), e)
                        for low, high, e in rows]  # fmt: skip
    return [
        _run(tracks[a].owner, tracks[b].owner, row, like)
        for (a, b), rows in found.items()
        for row in _leading(_joined(rows, like), like)
    ]


Places = NDArray[np.intp]

_SOME = 1 << 18
"""Meetings that are looked at at once."""


def _meetings(
    marks: Marks, void: NDArray[np.bool_], owner: Places, like: TrackLikeness, old: int
) -> Iterator[tuple[Places, Places]]:
    """Pairs of places, the first before the second, whose marks are equal in one of their parts, some at a time."""
    places = np.flatnonzero(~void)
    for mask in like.masks:
        keys = marks[places] & np.uint64(mask)
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], places[order]
        edges = (
            np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]])) if len(keys) else np.zeros(1, int)
        )
        sizes = np.diff(edges)
        size = np.repeat(sizes, sizes)
        rank = np.arange(len(rows)) - np.repeat(edges[:-1], sizes)
        keep = (size > 1) & (size <= COMMON)
        rows, size, rank = rows[keep], size[keep], rank[keep]
        for step in range(1, int(size.max(initial=1))):
            at = np.flatnonzero(rank + step < size)
            one, two = rows[at], rows[at + step]
            apart = (owner[one] != owner[two]) | (two - one > 20 * like.rate)
            kept = np.flatnonzero((owner[two] >= old) & apart)
            for low in range(0, len(kept), _SOME):
                part = kept[low : low + _SOME]
                yield one[part], two[part]


def _alike(
    marks: Marks, void: NDArray[np.bool_], owner: Places, first: Places, second: Places, like: TrackLikeness
) -> tuple[list[int], list[int]]:
    """The meetings around which few bits differ."""
    wrong, seen = np.zeros(len(first)), np.zeros(len(first))
    last = len(marks) - 1
    for step in range(-like.around, like.around + 1):
        a, b = np.clip(first + step, 0, last), np.clip(second + step, 0, last)
        count = ~(void[a] | void[b]) & (owner[a] == owner[first]) & (owner[b] == owner[second])
        wrong += count * np.bitwise_count(marks[a] ^ marks[b])
        seen += count
    good = (seen > like.around * 0.6) & (wrong <= like.most * like.bits * seen)
    return first[good].tolist(), second[good].tolist()


def _followed(
    marks: Marks, void: NDArray[np.bool_], lag: int, bounds: tuple[int, int], places: Sequence[int], like: TrackLikeness
) -> list[tuple[int, int, float]]:
    """The runs along one lag: from where to where, and the share of bits that differ."""
    margin = round((_HOLE + 4) * like.rate)
    low, high = max(bounds[0], places[0] - 30 * margin), min(bounds[1], places[-1] + 30 * margin)
    a, b = slice(low, high), slice(low + lag, high + lag)
    blind = void[a] | void[b]
    error = np.bitwise_count(marks[a] ^ marks[b]) / like.bits
    # What is worth more than nothing is alike; what is neither seen nor heard costs a little.
    worth = np.where(blind, -0.01, 1.15 * like.most - error)
    return [
        (low + start, low + end, float(error[start:end][~blind[start:end]].mean()))
        for start, end in _best(worth, [place - low for place in places], like)
        if not blind[start:end].all()
    ]


def _best(worth: NDArray[np.float64], places: Sequence[int], like: TrackLikeness) -> list[tuple[int, int]]:
    """Around each place the stretch of most worth, none going on where the worth has sunk too far."""
    found: list[tuple[int, int]] = []
    drop = 0.3 * like.most * _HOLE * like.rate
    total = np.concatenate([[0.0], np.cumsum(worth)])
    for place in sorted(places):
        if found and place < found[-1][1]:
            continue
        end = place + _peak(total[place:], drop)
        start = place - _peak(-total[place::-1], drop)
        found.append((start, max(end, start + 1)))
    return found


def _peak(total: NDArray[np.float64], drop: float) -> int:
    """Where a sum is highest before it has sunk by `drop` below its height."""
    highest = np.maximum.accumulate(total)
    sunk = np.flatnonzero(highest - total > drop)
    return int(np.argmax(total[: sunk[0]] if len(sunk) else total))


def _joined(rows: list[tuple[int, int, int, float]], like: TrackLikeness) -> list[tuple[int, int, int, float]]:
    """Runs of neighbouring lags that overlap or follow each other are one; the longer tells the lag."""
    kept: list[tuple[int, int, int, float]] = []
    for low, high, lag, error in sorted(rows, key=lambda row: (row[0] - row[1], row[3])):
        for n, (start, end, known, known_error) in enumerate(kept):
            if abs(lag - known) <= like.slack and low <= end + like.rate and high >= start - like.rate:
                kept[n] = min(low, start), max(high, end), known, known_error
                break
        else:
            kept.append((low, high, lag, error))
    return kept


def _leading(rows: list[tuple[int, int, int, float]], like: TrackLikeness) -> list[tuple[int, int, int, float]]:
    """The runs without short ones and without echoes: what scrolls is a little like itself a bit later."""
    kept: list[tuple[int, int, int, float]] = []
    for row in sorted(rows, key=lambda row: (row[0] - row[1]) * (1.15 * like.most - row[3])):
        low, high, lag, _ = row
        echo = any(
            2 * (min(high, end) - max(low, start)) > high - low and abs(lag - known) < end - start
            for start, end, known, _ in kept
        )
        if not echo and (high - low) / like.rate >= like.shortest:
            kept.append(row)
    return kept


def _run(one: str, other: str, row: tuple[int, int, int, float], like: TrackLikeness) -> AlignedRun:
    low, high, lag, error = row
    here = Span(max(0.0, low / like.rate - like.reach), (high - 1) / like.rate + like.reach)
    shift = lag / like.rate
    there = Span(max(0.0, here.start + shift), max(0.0, here.end + shift))
    return AlignedRun(one, other, here, there, round(error, 4))
