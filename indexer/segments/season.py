"""Find the segments of a series, a few episodes at a time, or of a film alone; what is sure and why is one answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vsearch.indexer.segments.evidence import SegmentEvidence, gathered
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.finders import Finder, finders
from vsearch.indexer.segments.fusion import doubted, fused
from vsearch.indexer.segments.pace import factors
from vsearch.indexer.segments.repetition import Repeated, SeriesMemory, repetition
from vsearch.nouns import Segment
from vsearch.timecodes import clock

TOGETHER = 8
"""Episodes that are compared with each other at once."""

_SHORT, _LONG = 0.55, 1.8
"""Shares of the usual length of its series below and above which an episode is odd."""

BEFORE = 2
"""Episodes before them that they are compared with too: what returns from now on was new there."""

COMPARED = 3
"""Episodes from which on it says something that none has what a model sees in one."""

Load = Callable[[str], EpisodeFeatures | None]
"""What is known of a video, by its id; None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """One episode with its segments; `memory` is what the series remembers when it and those before were seen."""

    features: EpisodeFeatures
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]
    fresh: bool
    """False for an episode that was known: what was found in it before stays beside what is found now."""
    memory: SeriesMemory


def season(
    new: Sequence[str],
    before: Sequence[str],
    memory: SeriesMemory,
    load: Load,
    by: Sequence[Finder] | None = None,
) -> Iterator[Packaged]:
    """The segments of new episodes of a series, in order, after those `before`; only a few are held at once."""
    by = finders() if by is None else by
    last = [one for id in before[-BEFORE:] if (one := load(id)) is not None]
    for first in range(0, len(new), TOGETHER):
        some = [one for id in new[first : first + TOGETHER] if (one := load(id)) is not None]
        repeated = repetition(some, memory, last)
        memory = repeated.memory
        yield from _packaged(some, last, repeated, by)
        last = [*last, *some][-BEFORE:]


def alone(one: EpisodeFeatures, by: Sequence[Finder] | None = None) -> Packaged:
    """The segments of what has no other episode here; of a film of no series credits alone, whatever chapters say."""
    evidence = _others([one], finders() if by is None else by)[one.id]
    told = [found for found in evidence if found.kind == "credits" or not one.alone]
    return Packaged(one, fused(told, one.duration), (), True, SeriesMemory())


def _packaged(
    some: Sequence[EpisodeFeatures], last: Sequence[EpisodeFeatures], repeated: Repeated, by: Sequence[Finder]
) -> Iterator[Packaged]:
    others = _others(some, by)
    if len(some) + len(last) >= COMPARED:
        others = {id: doubted(found, repeated.found[id]) for id, found in others.items()}
    evidence = gathered([repeated.found, others])
    for one in last:
        yield Packaged(one, fused(repeated.found[one.id], one.duration), (), False, repeated.memory)
    for one in some:
        notes = tuple(_notes(one, [*last, *some], evidence))
        yield Packaged(one, fused(evidence[one.id], one.duration), notes, True, repeated.memory)


def _others(some: Sequence[EpisodeFeatures], by: Sequence[Finder]) -> dict[str, list[SegmentEvidence]]:
    """What finders say that look at each episode by itself."""
    return gathered([{one.id: [] for one in some}, *(finder.find(some) for finder in by)])


def _notes(
    one: EpisodeFeatures, both: Sequence[EpisodeFeatures], evidence: Mapping[str, Sequence[SegmentEvidence]]
) -> Iterator[str]:
    """What is odd about an episode beside the others: no sound, another pace or length, or nothing that returns."""
    name, others = one.episode.series, [other for other in both if other.id != one.id]
    if not one.fingerprints.any():
        yield "It has no sound to compare: its pictures alone were."
    if faster := factors(both).get(one.id):
        how = "above" if faster > 1 else "below"
        rate = f"Its frame rate is {abs(faster - 1):.0%} {how} that of the rest of {name}"
        yield f"{rate}: where nothing returned, it was compared at their pace."
    if len(others) < 2:
        return
    usual = float(np.median([other.duration for other in others]))
    if usual and not _SHORT <= one.duration / usual <= _LONG:
        lasts = f"It lasts {clock(one.duration)}, the others of {name} about {clock(usual)}"
        yield f"{lasts}: it may be several, or a part."
    returning = [other for other in others if _returns(evidence.get(other.id, ()))]
    if not _returns(evidence[one.id]) and 2 * len(returning) > len(others):
        yield f"Nothing of it returns in other episodes of {name}: it may belong elsewhere."


def _returns(found: Sequence[SegmentEvidence]) -> bool:
    return any("episodes" in evidence.because for evidence in found)
