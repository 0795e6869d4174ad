"""Evidence: what one finder says of one segment, before fusion weighs what all of them say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vsearch.nouns import Span

Found = Mapping[str, Sequence["SegmentEvidence"]]
"""What speaks for segments of each episode, by its id."""


@dataclass(frozen=True, slots=True)
class SegmentEvidence:
    """What speaks for a segment: `because` holds signals between 0 and 1, which fusion has a weight for."""

    kind: str
    span: Span
    because: Mapping[str, float] = field(default_factory=dict)
    exact: bool = False
    """Whether its edges are true to the frame already, as those of a container's chapters."""


def gathered(found: Iterable[Found]) -> dict[str, list[SegmentEvidence]]:
    """The evidence of all finders together."""
    both: dict[str, list[SegmentEvidence]] = {}
    for one in found:
        for id, evidence in one.items():
            both.setdefault(id, []).extend(evidence)
    return both
