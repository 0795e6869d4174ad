"""Recaps: pictures of earlier episodes, each cut short, one after the other, near the beginning of a later one."""

from collections.abc import Mapping, Sequence

import numpy as np

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.snapping import snapped
from vsearch.indexer.segments.stretches import SharedStretch
from vsearch.indexer.segments.tracks import SHOT, AlignedRun, Track, runs
from vsearch.nouns import Span

_HEAD = "head:"
"""How the owners of tracks of beginnings begin; ids have no colon."""

_EARLY = 0.45, 900.0
"""Up to which share of an episode, and at most how many seconds, its recap lies."""

_NEXT = 3.0
"""Seconds beside another segment that belong to the recap, whose first shot may be too short to tell."""

_COMMON = 3
"""Earlier episodes from which on a shot is the series' own."""

_APART, _FEWEST, _SHORTEST = 4.5, 3, 6.0
"""Seconds without a shot of before inside of a recap; shots; seconds in all."""


def recaps(
    episodes: Sequence[EpisodeFeatures],
    tracks: Sequence[Track],
    parts: Mapping[str, Sequence[SharedStretch]],
    before: int,
) -> dict[str, list[SegmentEvidence]]:
    """The recap of each episode but the first `before`: at least three shots from other moments of earlier ones."""
    order = {one.id: n for n, one in enumerate(episodes)}
    by_id = {one.id: one for one in episodes}
    heads = [_head(one, track) for one, track in zip(episodes, tracks, strict=True)][before:]
    shots: dict[str, list[AlignedRun]] = {one.id: [] for one in episodes}
    for run in runs([*tracks, *heads], SHOT, len(tracks)):
        for side in (run, run.turned):
            id = side.one.removeprefix(_HEAD)
            earlier = side.one != id and order.get(side.other, len(order)) < order[id]
            if earlier and _of_before(by_id[id], side, parts):
                shots[id].append(side)
    return {id: _recap_of(by_id[id], _rare(found), parts[id]) for id, found in shots.items() if found}


def _rare(shots: Sequence[AlignedRun]) -> list[AlignedRun]:
    """Those without what three or more earlier episodes show: the house where everybody lives is no recap."""
    return [
        run for run in shots
        if len({other.other for other in shots if other.here.overlap(run.here) > 0.5 * run.here.length}) < _COMMON
    ]  # fmt: skip


def _head(one: EpisodeFeatures, track: Track) -> Track:
    """The beginning of an episode, in which a recap may be."""
    count = round(min(_EARLY[0] * one.duration, _EARLY[1]) * SHOT.rate)
    return Track(_HEAD + one.id, track.marks[:count], track.void[:count])


def _of_before(one: EpisodeFeatures, run: AlignedRun, parts: Mapping[str, Sequence[SharedStretch]]) -> bool:
    """Whether a run is of the own story of both episodes."""
    packaged = any(part.span.overlap(run.here) > 0.3 * run.here.length for part in parts[one.id])
    return not packaged and not any(part.span.overlap(run.there) > 0.3 * run.there.length for part in parts[run.other])


def _recap_of(one: EpisodeFeatures, shots: Sequence[AlignedRun], own: Sequence[SharedStretch]) -> list[SegmentEvidence]:
    """The longest group of shots that stands where recaps do: first of all, or beside the intro."""
    groups: list[list[AlignedRun]] = []
    for run in sorted(shots, key=lambda run: run.here.start):
        if groups and run.here.start - max(other.here.end for other in groups[-1]) <= _APART:
            groups[-1].append(run)
        else:
            groups.append([run])
    opening = [0.0, *(edge for part in own if part.kind != "credits" for edge in (part.span.start, part.span.end))]
    made = [found for group in groups if (found := _recap(one, group, opening))]
    placed = [
        found for found in made
        if any(min(abs(found.span.start - edge), abs(found.span.end - edge)) <= _APART for edge in opening)
    ]  # fmt: skip
    return sorted(placed, key=lambda found: -found.span.length)[:1]


def _recap(one: EpisodeFeatures, group: Sequence[AlignedRun], opening: Sequence[float]) -> SegmentEvidence | None:
    start, end = min(run.here.start for run in group), max(run.here.end for run in group)
    places = {(run.other, round(run.lag / 3)) for run in group}
    covered = np.zeros(int((end - start) * 4) + 1, bool)
    for run in group:
        covered[int((run.here.start - start) * 4) : int((run.here.end - start) * 4)] = True
    if len(places) < _FEWEST or end - start < _SHORTEST or covered.mean() < 0.4:
        return None
    span = Span(_beside(opening, snapped(one, start, 1.6)), _beside(opening, snapped(one, end, 1.6)))
    because = {"earlier": round(float(covered.mean()), 4), "shots": min(1.0, len(places) / 5)}
    return SegmentEvidence("recap", span, because)


def _beside(edges: Sequence[float], time: float) -> float:
    """The edge of another segment, or the beginning, that is next to a moment."""
    near = min(edges, key=lambda edge: abs(edge - time))
    return near if abs(near - time) <= _NEXT else time
