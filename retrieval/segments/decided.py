"""Decisions about segments win over every finder: what somebody named is there, and what somebody denied is not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from vsearch.library.decisions import Decision
from vsearch.nouns import Segment, Span

NAMED, DENIED = "segment", "no-segment"
"""Kinds of decisions; the kind of segment is their note."""


def decided(found: Sequence[Segment], decisions: Iterable[Decision]) -> tuple[Segment, ...]:
    """What was found, under the decisions about one video, in order."""
    kept = list(found)
    for made in decisions:
        span = None if made.start is None or made.end is None else Span(made.start, made.end)
        if made.kind == DENIED:
            kept = [one for one in kept if one.kind != made.note or (span and not one.span.overlap(span))]
        elif made.kind == NAMED and span and made.note in Segment.KINDS:
            kept = [rest for one in kept for rest in _beside(one, made.note, span)]
            kept.append(Segment(made.note, span, 1.0, {"decided": 1.0}))
    return tuple(sorted(kept, key=lambda one: one.span))


def _beside(one: Segment, kind: str, span: Span) -> list[Segment]:
    """What stays of a segment beside one that somebody named: nothing of its kind, but of advertisements the others."""
    if one.kind == kind and (kind != "repeated" or one.span.overlap(span) > 0):
        return []
    if one.span.overlap(span) == 0:
        return [one]
    parts = (Span(one.span.start, max(one.span.start, span.start)), Span(min(one.span.end, span.end), one.span.end))
    longest = max(parts, key=lambda part: part.length)
    return [replace(one, span=longest)] if longest.length >= 0.5 * one.span.length else []
