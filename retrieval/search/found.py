"""What a channel finds: a stretch of a video, and how certain it is that this is what was asked for."""

from dataclasses import dataclass

from vsearch.nouns import Span

Place = tuple[str, Span]
"""A video and a stretch of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a video that one channel found; `best` is the time to show, `score` is in [0, 1]."""

    video: str
    span: Span
    best: float
    score: float
    said: str = ""
    exact: bool = False
    """Whether the words stand there side by side as they were asked for."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a channel before it is asked."""

    weight: float
    """The share of its certainty that is added to what another channel is surer of."""
    floor: float
    """The certainty that chance reaches: what scores less is no evidence, and is not shown as a reason."""
    pictures: bool = False
    """Whether it can be asked for what a picture shows, and not only by words."""
