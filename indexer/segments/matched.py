"""What is alike: a run seen from one episode, and the grid of moments in which those that are alike are counted."""

from dataclasses import dataclass

from vsearch.indexer.segments.tracks import AlignedRun

GRID = 4
"""Moments a second at which the others are counted."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A run seen from one episode: what is alike, and how many episodes the other side stands for."""

    run: AlignedRun
    heard: bool
    weight: float = 1.0
    kind: str = ""
    """What the other side is known to be, where it is a segment that the series remembers."""
