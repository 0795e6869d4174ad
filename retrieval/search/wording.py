"""How well a text that the lexical index found holds the words that were asked for."""

from collections.abc import Collection
from dataclasses import replace

from vsearch.lexical import Match
from vsearch.retrieval.search.question import Question
from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import words as split

POOL = 40
"""Texts that are taken from the index."""

ALL, SOME, SHARE = 0.75, 0.3, 0.28
"""How certain a text is that holds all telling words, and one that holds some, and what their share adds."""

TRANSLATED, PARTLY = 0.9, 0.45
"""What a text in another language counts, where all of the question is known in it, and where a part is."""

_COMMON = frozenset().union(*STOPWORDS.values())


def matches(question: Question, fields: Collection[str]) -> list[tuple[Match, float]]:
    """Texts that hold more of the words than those which stand in every text, each with its certainty, best first.

    Those that hold them in another language, as far as they are known there, count a little less.
    """
    if not question.words.strip():
        return []
    found = _holding(question, question.words, fields)
    if told := question.translated:
        share = TRANSLATED if told.whole else PARTLY
        here = {(one.video, one.field, one.span) for one, _ in found}
        others = _holding(question, told.words, fields)
        found += [
            (replace(one, exact=False), share * score)
            for one, score in others
            if (one.video, one.field, one.span) not in here
        ]
    return sorted(found, key=lambda pair: -pair[1])


def _holding(question: Question, words: str, fields: Collection[str]) -> list[tuple[Match, float]]:
    found = question.library.text_index.search(words, top=POOL, fields=fields, videos=question.videos)
    telling = [one for one in found if one.all or not _COMMON.issuperset(one.held | one.within)]
    wanted = frozenset(split(words)) - _COMMON
    return [(one, _certainty(one, wanted)) for one in telling]


def _certainty(match: Match, wanted: frozenset[str]) -> float:
    """Certain when the phrase is there, sure when all words that tell something are, doubtful when some are."""
    if match.exact:
        return 1.0
    held = wanted & match.held
    sure = match.all or (wanted and held == wanted)
    return ALL if sure else SOME + SHARE * len(held | wanted & match.within) / max(1, len(wanted))
