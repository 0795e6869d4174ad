"""Find the segments of a series, a few episodes at a time, or of a film alone; what is sure and why is one answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vsearch.indexer.segments.evidence import SegmentEvidence, gathered
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.finders import Finder, finders
from vsearch.indexer.segments.fusion import doubted, fused
from vsearch.indexer.segments.repetition import Repeated, SeriesMemory, repetition
from vsearch.nouns import Segment

TOGETHER = 8
"""Episodes that are compared with each other at once."""

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
        notes = _notes(one, evidence[one.id], len(some) + len(last))
        yield Packaged(one, fused(evidence[one.id], one.duration), notes, True, repeated.memory)


def _others(some: Sequence[EpisodeFeatures], by: Sequence[Finder]) -> dict[str, list[SegmentEvidence]]:
    """What finders say that look at each episode by itself."""
    return gathered([{one.id: [] for one in some}, *(finder.find(some) for finder in by)])


def _notes(one: EpisodeFeatures, found: Sequence[SegmentEvidence], together: int) -> tuple[str, ...]:
    notes = []
    if not one.fingerprints.any():
        notes.append("It has no sound to compare: its pictures alone were.")
    if together > 2 and not any("episodes" in evidence.because for evidence in found):
        notes.append(f"Nothing of it returns in other episodes of {one.episode.series}: it may belong elsewhere.")
    return tuple(notes)
