"""How well a text that the lexical index found holds the words that were asked for."""

from collections.abc import Collection

from vsearch.lexical import Match
from vsearch.retrieval.search.question import Question
from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import words as split

POOL = 40
"""Texts that are taken from the index."""

ALL, SOME, SHARE = 0.75, 0.3, 0.28
"""How certain a text is that holds all telling words, and one that holds some, and what their share adds."""

_COMMON = frozenset().union(*STOPWORDS.values())


def matches(question: Question, fields: Collection[str]) -> list[tuple[Match, float]]:
    """Texts that hold more of the words than those which stand in every text, each with its certainty, best first."""
    if not question.words.strip():
        return []
    found = question.library.text_index.search(question.words, top=POOL, fields=fields, videos=question.videos)
    telling = [one for one in found if one.all or not _COMMON.issuperset(one.held | one.within)]
    wanted = frozenset(split(question.words)) - _COMMON
    return sorted(((one, _certainty(one, wanted)) for one in telling), key=lambda pair: -pair[1])


def _certainty(match: Match, wanted: frozenset[str]) -> float:
    """Certain when the phrase is there, sure when all words that tell something are, doubtful when some are."""
    if match.exact:
        return 1.0
    held = wanted & match.held
    sure = match.all or (wanted and held == wanted)
    return ALL if sure else SOME + SHARE * len(held | wanted & match.within) / max(1, len(wanted))
