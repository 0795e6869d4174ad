"""Fusion: the evidence of all finders becomes segments, each with one probability and what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.nouns import Segment, Span

SURE = 0.5
"""The probability from which on a segment is a fact; below, it is a suggestion."""

_LEAST = 0.15
"""What is less probable is not worth a suggestion."""

BIAS: Mapping[str, float] = {"intro": -3.5, "credits": -3.0, "recap": -3.0, "ident": -3.5, "repeated": -4.0}
"""The logarithm of the odds of a kind before anything speaks for it."""

WEIGHTS: Mapping[str, float] = {
    "episodes": 2.5, "usual": 1.5, "sound": 1.8, "pictures": 1.8, "earlier": 3.5, "shots": 2.0, "writing": 4.5,
    "chapter": 7.0,
}  # fmt: skip
"""By how much a signal of full strength raises them."""

MODEL = "model"
"""The signal of a learned finder: a calibrated probability, which alone is that of the segment."""

RETURNING = ("intro", "recap", "ident", "repeated")
"""Kinds that are found again in other episodes of a series, or come from them."""

_UNREPEATED = 4.0
"""By how much the odds of what a model sees sink where other episodes were compared and none has it."""

ONCE = ("intro", "recap", "credits", "ident")
"""Kinds of which an episode has one; advertisements come again."""


def fused(evidence: Sequence[SegmentEvidence], duration: float) -> tuple[Segment, ...]:
    """The segments of one episode, in the order of time, none over another."""
    groups: list[list[SegmentEvidence]] = []
    for one in sorted(evidence, key=lambda one: -one.span.length):
        near = (group for group in groups if any(_together(one, other) for other in group))
        group = next(near, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    found = [segment for group in groups if (segment := _segment(group, duration)).score >= _LEAST]
    return _apart(_single(found))


def doubted(found: Sequence[SegmentEvidence], repeated: Sequence[SegmentEvidence]) -> list[SegmentEvidence]:
    """What was found in one of several episodes that were compared: what a model sees and none has is doubtful."""
    return [
        replace(one, because={**one.because, MODEL: _sunk(one.because[MODEL])})
        if MODEL in one.because and one.kind in RETURNING and not any(_together(one, other) for other in repeated)
        else one
        for one in found
    ]


def _sunk(share: float) -> float:
    return round(1 / (1 + exp(_UNREPEATED - _log_odds(share))), 4)


def _together(one: SegmentEvidence, other: SegmentEvidence) -> bool:
    shorter = min(one.span.length, other.span.length)
    return one.kind == other.kind and one.span.overlap(other.span) >= 0.3 * shorter


def _segment(group: Sequence[SegmentEvidence], duration: float) -> Segment:
    because: dict[str, float] = {}
    for one in group:
        for name, value in one.because.items():
            because[name] = max(value, because.get(name, 0.0))
    kind = group[0].kind
    odds = _odds(kind, because)
    score = round(1 / (1 + exp(-odds)), 4)
    told = next((one.span for one in group if one.exact), None)
    span = told or _joint(kind, group)
    return Segment(kind, Span(max(0.0, span.start), min(span.end, duration)), score, because, score >= SURE)


def _odds(kind: str, because: Mapping[str, float]) -> float:
    """The logarithm of the odds of a segment: a model's own where nothing else speaks, else what all together say."""
    rest = [WEIGHTS.get(name, 1.0) * value for name, value in because.items() if name != MODEL]
    learned = _log_odds(because[MODEL]) if MODEL in because else 0.0
    return learned if MODEL in because and not rest else BIAS[kind] + sum(rest) + learned


def _log_odds(share: float) -> float:
    bounded = min(max(share, 0.001), 0.999)
    return log(bounded / (1 - bounded))


def _joint(kind: str, group: Sequence[SegmentEvidence]) -> Span:
    """The edges: of credits all that is written or returns, of others those of the strongest evidence.

    A model knows whole seconds alone, so its edges count where nothing else is known.
    """
    group = [one for one in group if one.because.keys() - {MODEL}] or group
    if kind == "credits":
        return Span(min(one.span.start for one in group), max(one.span.end for one in group))
    return max(group, key=lambda one: sum(one.because.values())).span


def _single(found: Sequence[Segment]) -> list[Segment]:
    """At most one segment of most kinds: the most probable one."""
    kept: list[Segment] = []
    for one in sorted(found, key=lambda one: (-one.score, -one.span.length)):
        if one.kind not in ONCE or all(other.kind != one.kind for other in kept):
            kept.append(one)
    return kept


def _apart(found: Sequence[Segment]) -> tuple[Segment, ...]:
    """None over another: the less probable one gives way, and goes where little is left of it."""
    kept: list[Segment] = []
    for one in sorted(found, key=lambda one: -one.score):
        span = one.span
        for other in kept:
            if span.overlap(other.span) > 0:
                span = _rest(span, other.span)
        if span.length >= max(0.5, 0.5 * one.span.length):
            kept.append(replace(one, span=span))
    return tuple(sorted(kept, key=lambda one: one.span))


def _rest(span: Span, taken: Span) -> Span:
    """The longer part of a span that another leaves."""
    before = Span(span.start, max(span.start, min(span.end, taken.start)))
    after = Span(min(span.end, max(span.start, taken.end)), span.end)
    return max(before, after, key=lambda part: part.length)
