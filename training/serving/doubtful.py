"""Segments that are in doubt: the least certain is asked about first, and what a person answers wins from then on."""

from collections.abc import Sequence
from dataclasses import dataclass

from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.decided import DENIED, NAMED
from vsearch.timecodes import clock
from vsearch.training.serving.review import Review, ReviewQuestion, entropy

CERTAIN = 0.85
"""The probability from which on nobody is asked about a segment."""


@dataclass(frozen=True, slots=True)
class SegmentQuestion(ReviewQuestion):
    """A segment that a video may have; its tag is what it is called, with its times."""

    kind: str = ""
    start: float = 0.0
    end: float = 0.0


def doubtful(library: Library, most: int = 50) -> list[SegmentQuestion]:
    """The segments about which nobody decided and of which nobody is sure, the least certain first."""
    found = [
        SegmentQuestion(
            one.video,
            one.title,
            f"{segment.kind} {clock(round(segment.span.start, 1))}-{clock(round(segment.span.end, 1))}",
            segment.score,
            entropy(segment.score),
            ", ".join(segment.because),
            (segment.span.start + segment.span.end) / 2,
            segment.kind,
            segment.span.start,
            segment.span.end,
        )
        for one in library.segments()
        for segment in one.segments
        if segment.score < CERTAIN and "decided" not in segment.because
    ]
    return sorted(found, key=lambda question: -question.worth)[:most]


class SegmentReview(Review):
    """A session over segments: what is accepted is one, what is rejected is none."""

    def __init__(self, library: Library, questions: Sequence[SegmentQuestion]) -> None:
        super().__init__(library, questions)

    def _decision(self, kind: str, asked: ReviewQuestion) -> Decision:
        assert isinstance(asked, SegmentQuestion)
        made = NAMED if kind == "accept" else DENIED
        return Decision(made, asked.video, start=asked.start, end=asked.end, value=asked.probability, note=asked.kind)
