"""Repetition: what returns among the episodes of a series, which remembers it, so that the next costs little.

A few episodes at a time are compared with each other, with the last of those before, and with the series' own segments,
of which one copy is kept whatever number of episodes has it. So a season costs as much an episode as two episodes do.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.evidence import Found, SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.matched import Matched
from vsearch.indexer.segments.pace import factors, paced, unpaced
from vsearch.indexer.segments.recaps import recaps
from vsearch.indexer.segments.stretches import SharedStretch, stretches
from vsearch.indexer.segments.tracks import PICTURE, SOUND, Track, picture_track, runs, sound_track
from vsearch.nouns import Span

_KNOWN = "known:"
"""How the owners of the tracks of remembered segments begin; ids have no colon."""


MOST = 64
"""Segments that a series remembers at most: those that most episodes have."""


@dataclass(frozen=True, slots=True)
class KnownSegment:
    """A segment that a series has, as it looks and sounds in the episode that had most of it."""

    kind: str
    count: int
    """How many episodes have it."""
    sound: NDArray[np.uint32]
    pictures: NDArray[np.uint64]
    """Two a second; 0 for a picture that says nothing."""


@dataclass(frozen=True, slots=True)
class SeriesMemory:
    """What is known of a series beside its episodes' own parts."""

    segments: tuple[KnownSegment, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was found in some episodes, and what the series remembers from now on."""

    found: Found = field(default_factory=dict)
    memory: SeriesMemory = field(default_factory=SeriesMemory)


def repetition(
    episodes: Sequence[EpisodeFeatures], memory: SeriesMemory, before: Sequence[EpisodeFeatures] = ()
) -> Repeated:
    """Compare some episodes, in order, with each other, with a few before them and with what the series remembers."""
    both = [*before, *episodes]
    first = _compared(both, memory, len(before))
    odd = {id: factor for id, factor in factors(both).items() if not first.found[id]}
    if not odd:
        return first
    again = _compared([paced(one, odd[one.id]) if one.id in odd else one for one in both], memory, len(before))
    found = {id: unpaced(told, odd[id]) if id in odd else told for id, told in again.found.items()}
    return Repeated(found, again.memory)


def _compared(both: Sequence[EpisodeFeatures], memory: SeriesMemory, before: int) -> Repeated:
    matched = _matched(both, memory, before)
    parts: dict[str, list[SharedStretch]] = {one.id: stretches(one, matched[one.id]) for one in both}
    rivals = max(1.0, len(both) - 1.0 + max((known.count for known in memory.segments), default=0))
    tracks = [picture_track(one.id, one.time, one.hash, one.blank) for one in both]
    told = recaps(both, tracks, parts, before)
    found = {id: [*(_evidence(stretch, rivals) for stretch in own), *told.get(id, ())] for id, own in parts.items()}
    return Repeated(found, _remembered(both, parts, matched, memory))


def _matched(episodes: Sequence[EpisodeFeatures], memory: SeriesMemory, before: int) -> dict[str, list[Matched]]:
    """For each episode every run that it has in common with another, or with a remembered segment."""
    old = len(memory.segments) + before
    known = {f"{_KNOWN}{n}": segment for n, segment in enumerate(memory.segments)}
    sounds = [sound_track(owner, one.sound) for owner, one in known.items()]
    sights = [Track(owner, one.pictures, one.pictures == 0) for owner, one in known.items()]
    sounds += [sound_track(one.id, one.fingerprints) for one in episodes]
    sights += [picture_track(one.id, one.time, one.hash, one.blank) for one in episodes]
    found: dict[str, list[Matched]] = defaultdict(list)
    for heard, all_runs in ((True, runs(sounds, SOUND, old)), (False, runs(sights, PICTURE, old))):
        for run in all_runs:
            for side in (run, run.turned):
                if not side.one.startswith(_KNOWN):
                    segment = known.get(side.other)
                    weight, kind = (segment.count, segment.kind) if segment else (1, "")
                    found[side.one].append(Matched(side, heard, float(weight), kind))
    return found


def _evidence(stretch: SharedStretch, rivals: float) -> SegmentEvidence:
    """A stretch as evidence; in how many of the others it is counts, up to half a dozen of them."""
    because = {
        "episodes": round(min(1.0, stretch.others / 3), 4),
        "usual": round(min(1.0, stretch.others / rivals), 4),
        "sound": stretch.heard,
        "pictures": stretch.seen,
    }
    return SegmentEvidence(stretch.kind, stretch.span, because)


def _remembered(
    episodes: Sequence[EpisodeFeatures],
    parts: Mapping[str, Sequence[SharedStretch]],
    matched: Mapping[str, Sequence[Matched]],
    memory: SeriesMemory,
) -> SeriesMemory:
    """The series' segments, with those that no copy of is kept yet; the longest of each is kept."""
    counts = [segment.count for segment in memory.segments]
    fresh: list[tuple[str, Span, KnownSegment]] = []
    rows = [(one, stretch) for one in episodes for stretch in parts[one.id]]
    for one, stretch in sorted(rows, key=lambda row: -row[1].span.length * min(row[1].others, 3)):
        runs_of = [m.run for m in matched[one.id]]
        held = {run.other for run in runs_of if run.other.startswith(_KNOWN) and _half(run.here, stretch.span)}
        for owner in held:
            counts[int(owner.removeprefix(_KNOWN))] += 1
        same = any(
            run.other == owner and _half(run.here, stretch.span) and run.there.overlap(span) > 0
            for owner, span, _ in fresh
            for run in runs_of
        )
        mine = any(owner == one.id and span.overlap(stretch.span) > 0 for owner, span, _ in fresh)
        if not (held or same or mine):
            fresh.append((one.id, stretch.span, _copied(one, stretch)))
    kept = [
        KnownSegment(known.kind, count, known.sound, known.pictures)
        for known, count in zip(memory.segments, counts, strict=True)
    ]
    known = (*kept, *(segment for _, _, segment in fresh))
    return SeriesMemory(tuple(sorted(known, key=lambda segment: -segment.count)[:MOST]))


def _half(part: Span, whole: Span) -> bool:
    return part.overlap(whole) >= 0.4 * whole.length


def _copied(one: EpisodeFeatures, stretch: SharedStretch) -> KnownSegment:
    low, high = (round(edge * SOUND.rate) for edge in (stretch.span.start, stretch.span.end))
    track = picture_track(one.id, one.time, one.hash, one.blank)
    first, last = round(stretch.span.start * PICTURE.rate), round(stretch.span.end * PICTURE.rate)
    pictures = np.where(track.void, 0, track.marks)[first:last].astype(np.uint64)
    return KnownSegment(stretch.kind, 1 + round(stretch.others), one.fingerprints[low:high].copy(), pictures)
