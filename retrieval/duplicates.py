"""Duplicates: exact copies of a file, and videos with the same pictures in the same order, however they were cut."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError, UsageWrong
from vsearch.nouns import Span, Times, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.masks import packaged
from vsearch.retrieval.thumbnails.weights import Rows

ALIKE = 8
"""Bits of 64 in which the hashes of one picture may differ after another encoding."""

NEAR = (14, 0.9)
"""Or so many bits, where the vectors agree at least so much: the copy's frames were taken at other moments."""

COMMON = 64
"""A piece of a hash that more frames than this share says nothing."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two videos that show the same: from where to where in each, and how much of the shorter is in the longer."""

    one: str
    other: str
    here: Span
    there: Span
    share: float
    frames: int
    kind: str
    """"same" from end to end, "part" when one is inside the other, "overlap" when they share some."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another file that is the same to the last byte, and so the same video."""

    video: str
    path: Path
    kind: str = "copy"


@dataclass(frozen=True, slots=True)
class _Film:
    video: str
    time: Times
    start: Times
    end: Times
    hash: NDArray[np.uint64]
    rows: Rows
    """Where the frames lie in the video's index: only suspects' vectors are read, for those of all take gigabytes."""

    @property
    def usable(self) -> float:
        """Seconds that the usable frames stand for."""
        return float((self.end - self.start).sum())


def copies(library: Library, *, video: str | None = None) -> list[Copy]:
    """The exact copies of one video's file, or of all, that are still there."""
    entries = library.entries() if video is None else [library.find(video)]
    return [Copy(entry.id, path) for entry in entries for path in entry.video.copies if path.exists()]


def duplicates(library: Library, *, video: str | None = None, least: float = 0.3) -> list[Duplicate]:
    """Pairs of which at least `least` of the shorter is seen in the longer, most alike first."""
    if not 0 < least <= 1:
        raise UsageWrong(f"A share of {least:g} means nothing. Give a number above 0, and 1 at most.")
    wanted = None if video is None else library.find(video).id
    films = {id: film for id in library.ids() if (film := _film(library, id)) is not None}
    pairs = []
    for one, other in sorted(_suspects(list(films.values()))):
        if wanted in (None, one, other):
            with suppress(LibraryError, OSError):
                pair = _aligned(films[one], films[other], _rows(library, films[one]) @ _rows(library, films[other]).T)
                if pair is not None and pair.share >= least:
                    pairs.append(pair)
    return sorted(pairs, key=lambda pair: -pair.share)


def _film(library: Library, video: str) -> _Film | None:
    """The usable frames of a video by time: black, blurred and plain ones would be alike in any film."""
    with suppress(LibraryError, OSError):
        table = library.table(video)
        bits = np.bitwise_count(table.hash[: table.keeps])
        own = ~packaged(library, video, table.time[: table.keeps])
        rows = np.flatnonzero((table.reason[: table.keeps] == "") & (bits >= 6) & (bits <= 58) & own)
        columns = (table.time[rows], table.start[rows], table.end[rows], table.hash[rows])
        return _Film(video, *columns, rows) if len(rows) else None
    return None


def _rows(library: Library, film: _Film) -> Vectors:
    return np.asarray(library.vectors(film.video)[film.rows], np.float32)


def _suspects(films: Sequence[_Film]) -> Iterator[tuple[str, str]]:
    """Pairs with at least two frames that agree in a quarter of their hash, or one where a video has no more."""
    counts: Counter[tuple[int, int]] = Counter()
    owners = np.concatenate([np.full(len(film.time), n) for n, film in enumerate(films)] or [np.zeros(0, int)])
    hashes = np.concatenate([film.hash for film in films] or [np.zeros(0, np.uint64)])
    for shift in (0, 16, 32, 48):
        piece = (hashes >> np.uint64(shift)) & np.uint64(0xFFFF)
        order = np.argsort(piece, kind="stable")
        edges = np.flatnonzero(np.diff(piece[order])) + 1
        for group in np.split(owners[order], edges):
            if 1 < len(group) <= COMMON:
                met = np.unique(group).tolist()
                counts.update((a, b) for n, a in enumerate(met) for b in met[n + 1 :])
    for (a, b), count in counts.items():
        if count >= min(2, len(films[a].time), len(films[b].time)):
            yield films[a].video, films[b].video


def _aligned(one: _Film, other: _Film, cosines: Vectors) -> Duplicate | None:
    """The longest run of matching frames that is in the same order in both."""
    bits = np.bitwise_count(one.hash[:, None] ^ other.hash[None, :]).astype(np.int16)
    agree = cosines >= NEAR[1]
    # One frame alone proves little: fog is like cloud in its hash.
    match = ((bits <= ALIKE) & (agree | (min(bits.shape) >= 3))) | ((bits <= NEAR[0]) & agree)
    chain = _ascending([(int(i), int(j)) for i, j in _best(match, bits)])
    if len(chain) < min(3, len(one.time), len(other.time)):
        return None
    here, there = np.array([i for i, _ in chain]), np.array([j for _, j in chain])
    lengths = (float((one.end - one.start)[here].sum()), float((other.end - other.start)[there].sum()))
    shares = (lengths[0] / max(one.usable, 1e-9), lengths[1] / max(other.usable, 1e-9))
    share = min(1.0, max(shares))
    kind = "same" if min(shares) > 0.8 else "part" if share > 0.8 else "overlap"
    return Duplicate(
        one.video,
        other.video,
        Span(float(one.start[here].min()), float(one.end[here].max())),
        Span(float(other.start[there].min()), float(other.end[there].max())),
        round(share, 4),
        len(chain),
        kind,
    )


def _best(match: NDArray[np.bool_], bits: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """For each frame of one its closest match in the other, where it has one."""
    costs = np.where(match, bits, 99)
    for row in np.flatnonzero(match.any(axis=1)):
        yield int(row), int(np.argmin(costs[row]))


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which both numbers rise (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        tails[place : place + 1] = [j]
        ends[place : place + 1] = [n]
        before.append(ends[place - 1] if place else -1)
    chain, at = [], ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
