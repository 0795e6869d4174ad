"""What a stretch is by its place: an ident, an intro, credits, or something that is repeated."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.matched import GRID, Matched
from vsearch.nouns import Span

Chain = tuple[str, int, int]
"""A kind, and between which moments of the grid."""

_HEAD, _EARLY = 0.45, 1200.0
"""Up to which share of an episode, and at most how many seconds, an intro may begin."""

_LATE, _MOSTLY = 0.6, 0.75
"""Up to which share of an episode it may, where at least this share of the others has it early."""

_SAME = 0.3
"""Share of those that have one piece of a segment who have its next piece too."""

_BARE = 8.0
"""Seconds that an ident lasts at most which goes over into an intro without dark or silence."""

IDENT = 2.0, 15.0
"""How long an ident lasts, in seconds."""


def chains(
    one: EpisodeFeatures,
    pieces: Sequence[tuple[int, int]],
    alike: NDArray[np.bool_],
    weights: NDArray[np.float64],
    long: Sequence[Matched],
) -> list[Chain]:
    """Neighbouring pieces that are one segment, with its kind."""
    end = one.duration * GRID
    found: list[Chain] = []
    parts = [part for piece in pieces for part in _parted(one, piece)]
    strength = {part: float((weights @ alike[:, part[0] : part[1]]).mean()) for part in parts}
    for low, high in parts:
        kind = _kind(low / GRID, high / GRID, one.duration)
        if kind == "repeated" and _late_intro(one, Span(low / GRID, high / GRID), long):
            kind = "intro"
        if (
            kind == "intro"
            and found
            and found[-1][0] == "ident"
            and found[-1][2] == low
            and found[-1][2] > _BARE * GRID
        ):
            found[-1] = ("intro", *found[-1][1:])  # the part of an intro that episodes have where it comes shortened
        if found and found[-1][0] == kind != "ident" and low - found[-1][2] <= (10 if kind == "credits" else 2) * GRID:
            before = float((weights @ alike[:, found[-1][1] : found[-1][2]]).mean())
            if _SAME * before <= strength[low, high] <= before / _SAME:
                found[-1] = kind, found[-1][1], high
                continue
        found.append((kind, low, high))
    chosen = _one_intro(one, found, alike, weights, long)
    if len(chosen) == 1 and chosen[0][0] == "ident" and chosen[0][2] - chosen[0][1] > 8 * GRID:
        chosen = [("intro", *chosen[0][1:])]
    return [row for row in chosen if row[1] < end]


def _one_intro(
    one: EpisodeFeatures,
    found: Sequence[Chain],
    alike: NDArray[np.bool_],
    weights: NDArray[np.float64],
    long: Sequence[Matched],
) -> list[Chain]:
    """The chains with one intro at most: what most have longest, early here and there; the others are repeated."""
    worth = []
    for kind, low, high in found:
        span = Span(low / GRID, high / GRID)
        there = [_early(one, m) for m in long if m.run.here.overlap(span) > 0.5 * min(span.length, m.run.here.length)]
        share = float(np.mean(there)) if there else 0.0
        own = 1 - 0.5 * span.start / (_HEAD * one.duration)
        many = float((weights @ alike[:, low:high]).sum())
        worth.append(many * share * own if kind == "intro" and share >= 0.5 else 0.0)
    best = int(np.argmax(worth)) if worth and max(worth) > 0 else -1
    return [row if row[0] != "intro" or n == best else ("repeated", *row[1:]) for n, row in enumerate(found)]


def _late_intro(one: EpisodeFeatures, span: Span, long: Sequence[Matched]) -> bool:
    """Whether a stretch in the middle is what most others begin with: the intro after a long cold open."""
    there = [_early(one, m) for m in long if m.run.here.overlap(span) > 0.5 * span.length]
    return span.start <= min(_LATE * one.duration, _EARLY) and len(there) > 1 and float(np.mean(there)) >= _MOSTLY


def _early(one: EpisodeFeatures, m: Matched) -> bool:
    """Whether a stretch that is alike lies early in the other episode too, or is known to be an intro."""
    return m.kind == "intro" if m.kind else m.run.there.start <= min(_HEAD * one.duration, _EARLY)


def _parted(one: EpisodeFeatures, piece: tuple[int, int]) -> list[tuple[int, int]]:
    """A studio's ident and the intro that always follows it, told apart by the dark and silence between them."""
    low, high = piece
    if low > 1.5 * GRID or high - low <= IDENT[0] * GRID:
        return [piece]
    dark = one.time[one.blank & (one.time >= IDENT[0]) & (one.time <= min(IDENT[1], high / GRID - 3))]
    quiet = [time for time in dark.tolist() if _quiet(one, time)]
    if not quiet:
        return [piece]
    after = one.time[~one.blank & (one.time > quiet[0])]
    turn = round(float(after[0]) * GRID) if len(after) else high
    return [(low, turn), (turn, high)] if turn < high else [piece]


def _quiet(one: EpisodeFeatures, time: float) -> bool:
    """Whether it is much quieter at a moment than it usually is."""
    near = one.loudness[max(0, int(time - 0.5)) : int(time + 0.5) + 1]
    return len(near) > 0 and float(near.min()) < float(np.median(one.loudness)) - 10


def _kind(start: float, end: float, duration: float) -> str:
    """What a stretch is by its place; which of several is the intro is another question."""
    if start <= 1.5 and end - start <= IDENT[1] and end < 0.3 * duration:
        return "ident"
    if start >= 0.6 * duration and (duration - end <= max(45.0, 0.08 * duration) or start >= 0.85 * duration):
        return "credits"
    return "intro" if start <= min(_HEAD * duration, _EARLY) and end < 0.75 * duration else "repeated"
