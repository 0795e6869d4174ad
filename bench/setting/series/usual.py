"""The usual way: fingerprints of two episodes' beginnings and ends compared pair by pair, and black frames for credits.

This is what plugins of media servers do, with their usual values: 6 of 32 bits may differ, gaps of 3.5 s are bridged,
intros and credits last 15 s at least and 120 s (450 s) at most, a frame is black where 85 % of it is, and credits are
looked for in the last 300 s. Intros are looked for in the first 45 % instead of a quarter, for made episodes are short.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from bench.setting.series.chromaprint import STEP, chromaprints
from bench.setting.series.features import EVERY, MeasuredEpisode
from vsearch.nouns import Segment, Span

_BITS, _GAP, _BLACK = 6, 3.5, 0.85
_HEAD, _HEAD_SECONDS, _TAIL_SECONDS = 0.45, 600.0, 300.0
_INTRO, _CREDITS = (15.0, 120.0), (15.0, 450.0)

Prints = NDArray[np.uint32]


def usual(season: Sequence[MeasuredEpisode]) -> dict[str, list[Segment]]:
    """The intro and the credits of each episode of a season, as the usual way finds them."""
    prints = {one.episode.id: chromaprints(one.wave) for one in season}
    found: dict[str, list[Segment]] = {one.episode.id: [] for one in season}
    heads = {one.episode.id: (0, round(min(_HEAD * one.episode.duration, _HEAD_SECONDS) / STEP)) for one in season}
    tails = {
        id: (max(0, len(own) - round(_TAIL_SECONDS / STEP), len(own) // 2), len(own)) for id, own in prints.items()
    }
    for kind, places, limits in (("intro", heads, _INTRO), ("credits", tails, _CREDITS)):
        for id, span in _longest(prints, places, limits).items():
            found[id].append(Segment(kind, span, 1.0))
    for one in season:
        if all(segment.kind != "credits" for segment in found[one.episode.id]):
            found[one.episode.id] += black_end(one)
    return found


def black_end(one: MeasuredEpisode) -> list[Segment]:
    """Credits from the first black frame of the last stretch of black frames up to the end."""
    black = np.flatnonzero(one.dark >= _BLACK) * EVERY
    black = black[black >= max(one.episode.duration - _TAIL_SECONDS, one.episode.duration / 2)]
    if not len(black):
        return []
    first = float(black[0])
    for before, after in pairwise(black.tolist()):
        first = after if after - before > _GAP else first
    span = Span(first, one.episode.duration)
    return [Segment("credits", span, 1.0)] if _CREDITS[0] <= span.length <= _CREDITS[1] else []


def _longest(
    prints: dict[str, Prints], places: dict[str, tuple[int, int]], limits: tuple[float, float]
) -> dict[str, Span]:
    """For each episode the longest stretch that it has in common with any other."""
    best: dict[str, Span] = {}
    for one, other in combinations(prints, 2):
        (a, b), (c, d) = places[one], places[other]
        pair = _shared(prints[one][a:b], prints[other][c:d], limits)
        for id, first, span in zip((one, other), (a, c), pair or (), strict=False):
            moved = Span(span.start + first * STEP, span.end + first * STEP)
            if id not in best or moved.length > best[id].length:
                best[id] = moved
    return best


def _shared(one: Prints, other: Prints, limits: tuple[float, float]) -> tuple[Span, Span] | None:
    """The longest stretch of two sounds along any lag at which some fingerprint is the same."""
    first, second = (
        np.nonzero(one[:, None] == other[None, :]) if len(one) and len(other) else (np.zeros(0), np.zeros(0))
    )
    best: tuple[Span, Span] | None = None
    for lag in np.unique(np.asarray(second - first, np.intp)).tolist():
        low, high = max(0, -lag), min(len(one), len(other) - lag)
        alike = np.flatnonzero(np.bitwise_count(one[low:high] ^ other[low + lag : high + lag]) <= _BITS)
        for start, end in _runs((alike + low) * STEP):
            if limits[0] <= end - start <= limits[1] and (best is None or end - start > best[0].length):
                best = Span(start, end), Span(start + lag * STEP, end + lag * STEP)
    return best


def _runs(times: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Stretches of moments of which none is farther from the next than the gap."""
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) > _GAP)
    return list(
        zip(
            times[np.concatenate([[0], breaks + 1])].tolist(),
            times[np.concatenate([breaks, [-1]])].tolist(),
            strict=True,
        )
    )
