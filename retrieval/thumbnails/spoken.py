"""When the words of a title are spoken: the shot over which they are said likely shows what they name."""

from collections.abc import Sequence

import numpy as np

from vsearch.library.parts.frames import FrameTable
from vsearch.nouns import Span, Utterance
from vsearch.retrieval.thumbnails.signals import shot_spans
from vsearch.retrieval.thumbnails.weights import Column
from vsearch.texts.summary import content

ENOUGH = 0.5
"""The share of the telling words that is as good as all of them: nobody speaks in titles."""

AROUND = 3.0
"""Seconds before and after the words within which their shot shows what they name."""


def spoken(names: str, said: Sequence[Utterance], language: str, table: FrameTable) -> Column | None:
    """How much of what `names` tells is said over the shot of each kept frame, in [0, 1]; None where nobody says it."""
    shots = {number: Span(*ends) for number, ends in shot_spans(table).items()}
    time, shot = table.time[: table.keeps], table.shot[: table.keeps]
    found = np.zeros(table.keeps, np.float32)
    for one in said:
        if worth := _named(names, one.text, one.language or language):
            over = [number for number, span in shots.items() if _over(one.span, span)]
            near = (time >= one.span.start - AROUND) & (time <= one.span.end + AROUND) & np.isin(shot, over)
            found[near] = np.maximum(found[near], worth)
    return found if found.any() else None


def _named(names: str, text: str, language: str) -> float:
    """The share of the telling words of `names` that a text holds in any form, `ENOUGH` of them counting as all."""
    wanted = set(content(names, language))
    return min(1.0, len(wanted & set(content(text, language))) / len(wanted) / ENOUGH) if wanted else 0.0


def _over(words: Span, shot: Span) -> bool:
    """Whether half of what is said lies in a shot, or half of the shot under what is said."""
    both = words.overlap(shot)
    return both >= min(words.length, shot.length) / 2 and both > 0
