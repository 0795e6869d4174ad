"""Words that are looked for: the forms they may have, and where they stand in the texts that hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vsearch.texts.tokens import UNSTEMMED, placed, stem, words

_REACH = 160  # characters of a snippet


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Words, and the stems they have in each language they may be in."""

    words: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]
    """One tuple a language, a stem a word."""
    quoted: bool = False

    @classmethod
    def of(cls, asked: str, languages: Sequence[str] = ()) -> "WordQuery":
        """The words of a question to texts in some languages, and in any that has no stems."""
        spoken = tuple(words(asked))
        codes = (*(languages or ("",)), UNSTEMMED)
        variants = dict.fromkeys(tuple(stem(word, code) for word in spoken) for code in codes)
        return cls(spoken, tuple(variants), bool(re.fullmatch(r'\s*["“«„].+["”»“]\s*', asked)))

    @property
    def steps(self) -> tuple[str, ...]:
        """How to look for it, the strictest first: side by side, all words, any word."""
        return ("phrase",) if self.quoted or len(self.words) == 1 else ("phrase", "all", "any")

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """For each word, the stems it may have."""
        return tuple(tuple(dict.fromkeys(forms)) for forms in zip(*self.stems, strict=True))


def excerpt(query: WordQuery, text: str, language: str) -> tuple[str, tuple[tuple[int, int], ...], bool, bool]:
    """A piece of the text around the words, where they stand in it, whether side by side, and whether all of them."""
    wanted = {form for variant in query.stems for form in variant}
    here = placed(text)
    told = [word for word, _, _ in here]
    stemmed = [stem(word, language) for word in told]
    hits = [(start, end) for (_, start, end), form in zip(here, stemmed, strict=True) if form in wanted]
    exact = any(tuple(told[n : n + len(query.words)]) == query.words for n in range(len(told) - len(query.words) + 1))
    forms = set(stemmed)
    everything = any(forms.issuperset(variant) for variant in query.stems)
    first = _beginning(text, hits[0][0]) if hits and len(text) > _REACH else 0
    piece = text[first : first + _REACH] if len(text) > _REACH else text
    marks = tuple((start - first, end - first) for start, end in hits if start >= first and end <= first + len(piece))
    return piece, marks, exact, everything


def _beginning(text: str, hit: int) -> int:
    """Where a snippet begins: at a word, some way before the first hit."""
    start = max(0, min(hit - _REACH // 3, len(text) - _REACH))
    blank = text.find(" ", start, hit)
    return start if start == 0 or blank < 0 else blank + 1
