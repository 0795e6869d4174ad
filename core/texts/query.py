"""Words that are looked for: the forms they may have, and where they stand in the texts that hold them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from vsearch.texts.scripts import together
from vsearch.texts.tokens import UNSTEMMED, placed, stem

_REACH = 160  # characters of a snippet

COMPOUNDING = ("da", "de", "fi", "hu", "nl", "no", "sv")
"""Languages that write several words as one: Katzenfutter holds Katze."""

LEAST, REST = 4, 3
"""Letters of a stem that is looked for within others, and of what must be left of them."""


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Words, and the stems they have in each language they may be in."""

    words: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]
    """One tuple a language, a stem a word."""
    forms: tuple[tuple[str, ...], ...]
    """For each word, the stems it may have."""
    units: tuple[tuple[int, ...], ...]
    """What must stand side by side: a word alone, or some letters of a script without blanks, by their places."""
    quoted: bool
    wanted: frozenset[str] = frozenset()
    """All forms of all words: a word of a text that is none of them is none of those asked for."""

    @classmethod
    def of(cls, asked: str, languages: Sequence[str] = ()) -> "WordQuery":
        """The words of a question to texts in some languages, and in any that has no stems."""
        here = placed(asked)
        spoken = tuple(word for word, _, _ in here)
        codes = (*(languages or ("",)), UNSTEMMED)
        variants = dict.fromkeys(tuple(stem(word, code) for word in spoken) for code in codes)
        quoted = bool(re.fullmatch(r'\s*["“«„].+["”»“]\s*', asked))
        forms = tuple(tuple(dict.fromkeys(forms)) for forms in zip(*variants, strict=True))
        return cls(spoken, tuple(variants), forms, _units(here), quoted, frozenset(chain.from_iterable(forms)))

    @property
    def steps(self) -> tuple[str, ...]:
        """How to look for it, the strictest first: side by side, all words, any word."""
        return ("phrase",) if self.quoted or len(self.units) == 1 else ("phrase", "all", "any")

    @property
    def parts(self) -> tuple[str, ...]:
        """The stems that longer words may begin or end with."""
        alone = [self.forms[unit[0]] for unit in self.units if len(unit) == 1]
        return tuple(dict.fromkeys(form for forms in alone for form in forms if len(form) >= LEAST))


def _units(here: Sequence[tuple[str, int, int]]) -> tuple[tuple[int, ...], ...]:
    """Each word alone, but letters of a script without blanks by some: one alone stands in too many other words."""
    found: list[tuple[int, ...]] = []
    for run in _runs(here):
        size = min(len(run), together(here[run[0]][0]) or 1)
        found += [tuple(run[first : first + size]) for first in range(len(run) - size + 1)]
    return tuple(found)


def _runs(here: Sequence[tuple[str, int, int]]) -> list[list[int]]:
    """The places of words, those together that are letters side by side of scripts without blanks."""
    runs: list[list[int]] = []
    for n, (word, start, _) in enumerate(here):
        if n and together(word) and together(word) == together(here[n - 1][0]) and start == here[n - 1][2]:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text around the words that were asked for."""

    piece: str
    marks: tuple[tuple[int, int], ...]
    """Where the words stand in it: from, to."""
    exact: bool
    """Whether they stand side by side as they were written."""
    all: bool
    held: frozenset[str]
    """The words that stand in the text in some form."""
    within: frozenset[str]
    """The words that stand only within longer words, or have a part that stands there."""


def excerpt(query: WordQuery, text: str, language: str) -> Excerpt:
    """A piece of the text around the words, where they stand in it, whether side by side, and which of them."""
    here = placed(text, language)
    told = [word for word, _, _ in here]
    stemmed = [stem(word, language) for word in told]
    standing: dict[str, list[int]] = {}
    for n, form in enumerate(stemmed):
        if form in query.wanted:
            standing.setdefault(form, []).append(n)
    found = [_places(query, unit, stemmed, standing) for unit in query.units]
    held = {n for unit, places in zip(query.units, found, strict=True) if places for n in unit}
    lacking = sorted({n for unit in query.units for n in unit} - held) if language in COMPOUNDING else []
    inside = {n: places for n in lacking if (places := _places_within(query.forms[n], stemmed))}
    hits = sorted({here[n][1:] for places in (*found, *inside.values()) for n in places})
    first = _beginning(text, hits[0][0]) if hits and len(text) > _REACH else 0
    piece = text[first : first + _REACH] if len(text) > _REACH else text
    marks = tuple((start - first, end - first) for start, end in hits if start >= first and end <= first + len(piece))
    named = [frozenset(query.words[n] for n in places) for places in (held, inside)]
    return Excerpt(piece, marks, _side_by_side(query.words, told), all(found), *named)


def _side_by_side(asked: tuple[str, ...], told: Sequence[str]) -> bool:
    """Whether words stand in a text as they are written."""
    if asked[0] not in told:  # as in most texts: the places need not be looked at
        return False
    size = len(asked)
    return any(told[n] == asked[0] and tuple(told[n : n + size]) == asked for n in range(len(told) - size + 1))


def _places(
    query: WordQuery, unit: tuple[int, ...], stemmed: Sequence[str], standing: Mapping[str, Sequence[int]]
) -> list[int]:
    """The places of a text's words that a unit stands at, by where each stem stands."""
    at = sorted(n for form in query.forms[unit[0]] if form in standing for n in standing[form])
    if len(unit) == 1 or not at:
        return at
    rest = [query.forms[word] for word in unit[1:]]
    ends = len(stemmed) - len(rest)
    whole = [n for n in at if n < ends and all(stemmed[n + step] in forms for step, forms in enumerate(rest, 1))]
    return [n + step for n in whole for step in range(len(unit))]


def _places_within(forms: Sequence[str], stemmed: Sequence[str]) -> list[int]:
    """The places of a text's words that a word begins or ends, or that it begins or ends with."""
    return [n for n, word in enumerate(stemmed) if any(_within(form, word) or _within(word, form) for form in forms)]


def _within(part: str, word: str) -> bool:
    """Whether a longer word begins or ends with a part of it."""
    long = len(part) >= LEAST and len(word) >= len(part) + REST
    return long and (word.startswith(part) or word.endswith(part))


def _beginning(text: str, hit: int) -> int:
    """Where a snippet begins: at a word, some way before the first hit."""
    start = max(0, min(hit - _REACH // 3, len(text) - _REACH))
    blank = text.find(" ", start, hit)
    return start if start == 0 or blank < 0 else blank + 1
