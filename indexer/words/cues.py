"""Cues of subtitles: plain text, within the video, duplicates and overlaps merged."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vsearch.nouns import Span

_RUBY = re.compile(r"<rt\b[^>]*>.*?</rt>|<rp\b[^>]*>.*?</rp>", re.DOTALL)  # readings above the words, not words
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>")  # <i>, <v Mary>, <c.red>, <00:01.500>
_OVERRIDE = re.compile(r"\{\s*\\[^{}]*\}")  # {\an8}, and the same with a blank before it
_BREAK = re.compile(r"\\[Nnh]")
_TOGETHER = 0.5  # seconds between two cues with the same words that are still one


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is shown."""

    span: Span
    text: str

    @classmethod
    def at(cls, start: float, end: float, text: str) -> "Cue":
        """A cue to the millisecond, whose end is not before its start."""
        return cls(Span(round(start, 3), round(max(start, end), 3)), text)


def plain(text: str) -> str:
    """Only what is said: no tags, readings, positions or entities, and one blank where there were many."""
    text = _TAG.sub("", _RUBY.sub("", text))
    text = _BREAK.sub("\n", _OVERRIDE.sub("", text))
    lines = (" ".join(line.split()) for line in html.unescape(text).replace("\u200b", "").splitlines())
    return "\n".join(line for line in lines if line)


def within(cues: Sequence[Cue], duration: float) -> tuple[list[Cue], int]:
    """The cues that begin inside the video, cut at its ends, and how many lie outside it."""
    limit = duration if duration > 0 else float("inf")
    inside = [cue for cue in cues if cue.span.start < limit and cue.span.end > 0]
    kept = [Cue.at(max(0.0, cue.span.start), min(limit, cue.span.end), cue.text) for cue in inside]
    return kept, len(cues) - len(inside)


def merged(cues: Sequence[Cue]) -> list[Cue]:
    """Cues in order and apart: the same words twice become one cue, as do cues shown together."""
    parted: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.span):
        cue = _without_rolled(parted, cue)
        last = parted[-1] if parted else None
        if not cue.text or last is None:
            parted += [cue] if cue.text else []
        elif _same(last, cue):
            longer = max(last.text, cue.text, key=len)
            parted[-1] = Cue.at(last.span.start, max(last.span.end, cue.span.end), longer)
        elif last.span.overlap(cue.span) >= 0.5 * max(last.span.length, cue.span.length) > 0:
            parted[-1] = Cue.at(last.span.start, max(last.span.end, cue.span.end), f"{last.text}\n{cue.text}")
        else:
            end = min(last.span.end, cue.span.start)
            parted[-1] = replace(last, span=Span(last.span.start, end))
            parted.append(cue)
    return parted


def _same(last: Cue, cue: Cue) -> bool:
    """Whether two cues are one, shown twice."""
    near = cue.span.start - last.span.end <= _TOGETHER
    return near and (cue.text == last.text or (cue.text in last.text and last.span.overlap(cue.span) > 0))


def _without_rolled(parted: Sequence[Cue], cue: Cue) -> Cue:
    """Captions that roll up repeat their last line as the next cue's first: it is said once."""
    if not parted or cue.span.start - parted[-1].span.end > _TOGETHER or "\n" not in cue.text:
        return cue
    first, rest = cue.text.split("\n", 1)
    return replace(cue, text=rest) if first == parted[-1].text.split("\n")[-1] else cue
