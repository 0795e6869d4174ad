"""Merging: sightings of one line, before and after something hid it or it was read anew, become one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from vsearch.indexer.screen.watch import Sighting
from vsearch.nouns import Box, Span
from vsearch.screen import TextLine

GAP = 1.6
"""Seconds that a line may be unseen between two sightings and still be the same."""

LIKE = 0.75
"""How alike two readings of one line are: letters that both have, in order, of all letters."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A line that stands on the screen: when, as it was read most surely, and whether it moves."""

    span: Span
    line: TextLine
    moving: bool

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.line.box


def merged(seen: Sequence[Sighting]) -> list[Standing]:
    """The lines that were seen, each once, in order of time and from top to bottom."""
    found: list[Standing] = []
    for one in sorted(seen, key=lambda one: (one.start, one.box.top, one.box.left)):
        if one.line is None:
            continue
        now = Standing(Span(one.start, max(one.start, one.end)), one.line, one.moving)
        place = next((n for n in range(len(found) - 1, -1, -1) if _same(found[n], now)), None)
        if place is None:
            found.append(now)
        else:
            found[place] = _joined(found[place], now)
    return sorted(found, key=lambda one: (one.span.start, one.box.top, one.box.left))


def _same(before: Standing, now: Standing) -> bool:
    if now.span.start - before.span.end > GAP * (3 if now.moving else 1):
        return False
    near = before.box.meets(now.box) > 0.3 or (before.moving and now.moving)
    return near and same_text(before.line.text, now.line.text)


def same_text(one: str, other: str) -> bool:
    """Whether two readings are of one text, as far as letters tell."""
    one, other = folded(one), folded(other)
    if one == other:
        return True
    if not min(len(one), len(other)) > 0.6 * max(len(one), len(other)):
        return False
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE


def folded(text: str) -> str:
    """The letters and digits of a text, small."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _joined(before: Standing, now: Standing) -> Standing:
    surest = max(before.line, now.line, key=lambda line: line.confidence)
    span = Span(min(before.span.start, now.span.start), max(before.span.end, now.span.end))
    return replace(before, span=span, line=surest, moving=before.moving or now.moving)
