"""Chapters made of segments: those that have a name, and the parts of the film between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsearch.nouns import Segment, Span, Video
from vsearch.timecodes import cue

NAMES: Mapping[str, str] = {
    "intro": "Intro", "credits": "Credits", "recap": "Recap", "ident": "Ident", "repeated": "Advertisement",
}  # fmt: skip
"""What players and people call the kinds."""

_SHORTEST = 1.0
"""Seconds of the film between segments that are a chapter of their own."""


@dataclass(frozen=True, slots=True)
class NamedChapter:
    """A chapter and its title."""

    span: Span
    title: str


def chapters(segments: Sequence[Segment], duration: float) -> list[NamedChapter]:
    """The whole film in chapters; none where there is no segment."""
    found: list[NamedChapter] = []
    at = 0.0
    for one in sorted(segments, key=lambda one: one.span):
        if one.span.start - at >= _SHORTEST:
            found.append(NamedChapter(Span(at, one.span.start), ""))
        found.append(NamedChapter(Span(max(at, one.span.start), one.span.end), NAMES[one.kind]))
        at = one.span.end
    if found and duration - at >= _SHORTEST:
        found.append(NamedChapter(Span(at, duration), ""))
    plain = [one for one in found if not one.title]
    titles = {id(one): f"Part {n}" if len(plain) > 1 else "Episode" for n, one in enumerate(plain, 1)}
    return [NamedChapter(one.span, one.title or titles[id(one)]) for one in found]


class Vtt:
    """WebVTT chapters, one cue each."""

    suffix = ".chapters.vtt"

    def text(self, video: Video, segments: Sequence[Segment]) -> str:
        """The cues."""
        told = chapters(segments, video.duration)
        cues = (f"{n}\n{cue(one.span.start)} --> {cue(one.span.end)}\n{one.title}\n" for n, one in enumerate(told, 1))
        return "\n".join(["WEBVTT\n", *cues])
