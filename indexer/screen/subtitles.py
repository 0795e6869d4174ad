"""Burnt-in subtitles: what is written where subtitles stand is what is said, where nobody else wrote it down."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from vsearch.indexer.words import Words
from vsearch.nouns import ScreenText, Span, Utterance
from vsearch.texts.languages import language as guessed

SOURCE = "screen"
"""Where such utterances are known from."""

_TOGETHER = 0.6
"""Seconds between the beginnings of two lines of one subtitle."""


def burnt_in(lines: Sequence[ScreenText], words: Words) -> Words:
    """The subtitles among lines as words, lines that appear together as one; without any, the words as they were."""
    found = [line for line in lines if line.kind == "subtitle"]
    if not found:
        return words
    language = words.language or guessed(" ".join(line.text for line in found))
    utterances = tuple(_utterance(part, language) for part in _together(found))
    return replace(words, utterances=utterances, source=SOURCE, language=language)


def _together(lines: Sequence[ScreenText]) -> list[list[ScreenText]]:
    ordered = sorted(lines, key=lambda line: line.span)
    starts = [0]
    for before, line in pairwise(ordered):
        starts.append(starts[-1] + (line.span.start - before.span.start > _TOGETHER))
    return [[line for _, line in part] for _, part in groupby(zip(starts, ordered, strict=True), key=lambda x: x[0])]


def _utterance(lines: Sequence[ScreenText], language: str) -> Utterance:
    span = Span(min(line.span.start for line in lines), max(line.span.end for line in lines))
    text = " ".join(line.text for line in sorted(lines, key=lambda line: (line.box.top, line.box.left)))
    return Utterance(span, text, SOURCE, language)
