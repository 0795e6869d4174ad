"""From runs to stretches: where in one episode others are alike, how many, and what such a stretch is by its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.kinds import IDENT, Chain, chains
from vsearch.indexer.segments.matched import GRID, Matched
from vsearch.indexer.segments.snapping import edges
from vsearch.nouns import Span

_LONG, _OPENS = 5.0, 2.5
"""Seconds from which on a run counts; less where both episodes begin with it, as studios do."""

_LIMITS: Mapping[str, tuple[float, float]] = {
    "ident": IDENT, "intro": (4.0, 180.0), "repeated": (5.0, 180.0), "credits": (4.0, 900.0),
}  # fmt: skip
"""How long segments last, in seconds."""


@dataclass(frozen=True, slots=True)
class SharedStretch:
    """A part of an episode that others have too."""

    kind: str
    span: Span
    others: float
    """How many, at its best."""
    heard: float
    seen: float
    """The shares of it that are alike by sound and by pictures."""


def stretches(one: EpisodeFeatures, matched: Sequence[Matched]) -> list[SharedStretch]:
    """What of an episode returns in others, each with its kind."""
    long = [m for m in matched if _counts(m)]
    if not long:
        return []
    long += [m for m in matched if not _counts(m) and any(_beside(m, other) for other in long)]
    owners = sorted({m.run.other for m in long})
    weights = np.array([max(m.weight for m in long if m.run.other == owner) for owner in owners])
    count = int(one.duration * GRID) + 2
    heard, seen = (_painted(long, owners, count, sound) for sound in (True, False))
    pieces = _pieces(heard | seen, weights)
    found = chains(one, pieces, heard | seen, weights, long)
    return [made for chain in found if (made := _stretch(one, chain, heard, seen, weights, long))]


def _counts(m: Matched) -> bool:
    run = m.run
    opens = run.here.start < 2.0 and run.there.start < 2.0
    return run.here.length >= (_OPENS if opens or m.kind else _LONG if m.heard else _LONG + 1)


def _beside(m: Matched, long: Matched) -> bool:
    """Whether a short run lies along a long one: what is heard again is seen again there, or the other way round."""
    run, other = m.run, long.run
    along = run.other == other.other and abs(run.lag - other.lag) <= 0.75
    return along and run.here.overlap(other.here) > 0.5 * run.here.length


def _painted(long: Sequence[Matched], owners: Sequence[str], count: int, sound: bool) -> NDArray[np.bool_]:
    """For each other episode, whether it is alike at each moment."""
    grid = np.zeros((len(owners), count), bool)
    rows = {owner: n for n, owner in enumerate(owners)}
    for m in long:
        if m.heard == sound:
            grid[rows[m.run.other], round(m.run.here.start * GRID) : round(m.run.here.end * GRID)] = True
    return grid


def _pieces(alike: NDArray[np.bool_], weights: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Stretches in which somebody is alike, cut where it is clearly others from then on."""
    covered = _closed(np.asarray(alike.any(axis=0)), round(1.5 * GRID))
    turned = np.flatnonzero(np.diff(np.concatenate([[0], covered.astype(np.int8), [0]])))
    pieces: list[tuple[int, int]] = []
    turns = _turns(alike, weights)
    for low, high in turned.reshape(-1, 2).tolist():
        inner = [turn for turn in turns if low + 2 * GRID <= turn <= high - 2 * GRID]
        bounds = [low, *inner, high]
        pieces += [(a, b) for a, b in pairwise(bounds)]
    return pieces


def _closed(covered: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """With gaps of at most so many moments closed."""
    made = covered.copy()
    places = np.flatnonzero(covered)
    for before, after in pairwise(places):
        if 1 < after - before <= gap + 1:
            made[before:after] = True
    return made


def _turns(alike: NDArray[np.bool_], weights: NDArray[np.float64]) -> list[int]:
    """Where at least a third of those that are alike before or after is alike on one side only."""
    wide = 2 * GRID
    total = np.concatenate([np.zeros((len(alike), 1)), np.cumsum(alike, axis=1)], axis=1)
    share = (total[:, wide:] - total[:, :-wide]) / wide  # of the two seconds from each moment on
    before, after = share[:, :-wide], share[:, wide:]
    changed = weights @ np.abs(before - after) / np.maximum(weights @ np.maximum(before, after), 1e-9)
    both = (weights @ before > 0.4) & (weights @ after > 0.4)
    changed = np.where(both, changed, 0)
    turns: list[int] = []
    for at in np.argsort(-changed, kind="stable").tolist():
        if changed[at] < 0.34:
            break
        place = at + wide
        if all(abs(place - other) > wide for other in turns):
            turns.append(place)
    return sorted(turns)


def _stretch(
    one: EpisodeFeatures,
    chain: Chain,
    heard: NDArray[np.bool_],
    seen: NDArray[np.bool_],
    weights: NDArray[np.float64],
    long: Sequence[Matched],
) -> SharedStretch | None:
    """The chain with its edges, if it is as long as its kind is and enough others have it."""
    kind, low, high = chain
    by_sound, by_sight = float(heard[:, low:high].any(axis=0).mean()), float(seen[:, low:high].any(axis=0).mean())
    others = float((weights * ((heard | seen)[:, low:high].mean(axis=1) > 0.3)).sum())
    span = edges(one, Span(low / GRID, high / GRID), long)
    least, most = _LIMITS[kind]
    if not least <= span.length <= most or others <= 0:
        return None
    # Tunes and places return in any series; what is broadcast again and again is both heard and seen again.
    if kind == "repeated" and min(by_sound, by_sight) < 0.5:
        return None
    return SharedStretch(kind, span, others, round(by_sound, 4), round(by_sight, 4))
