"""Glossary: common words for what pictures show, in fifteen languages, and what a question in one is in another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vsearch.texts.languages import common_words, likely
from vsearch.texts.query import COMPOUNDING
from vsearch.texts.scripts import together
from vsearch.texts.tokens import placed, stem, stems

Concept = Mapping[str, tuple[str, ...]]
"""One thing by its names in each language, the usual one first; names that may be in any stand under ""."""

_KIN = {"ru": ("ru", "uk"), "uk": ("uk", "ru"), "zh": ("zh", "ja")}
"""Languages that a script alone does not tell apart, the likelier first."""

_TOLD_BY_SCRIPT = frozenset({"ar", "hi", "ja", "ko", "ru", "uk", "zh"})
"""Languages in which nothing is asked whose script tells of none."""

_QUALITIES = frozenset(
    "red ginger blue green yellow black white grey brown big small old new beautiful hot cold two".split()
)
_BEHIND = ("ar", "es", "fr", "it", "pt")
"""Languages that say what a thing is like behind its name."""

_ENGLISH_TOO = frozenset(
    "ada adam ballet berg bier bonita boot bureau camion canard cane cara carne carte cascade chaise chateau chico "
    "coda cuisine danse donna dorm dos due fare femme gala gare gelato glace hai handy hase hut kale kurt latte lava "
    "lied lobo luna macaco mange manger mare mesa mono moto mouton mum natal nave nero nova noel orange para parapet "
    "pastel "
    "petit pie pont porte rana regen ride rosa roux rower saute serpent silence ski spiel squall stella strada strand "
    "tambour targ tasse teller tier tort torta torte trommel vague vela via village visage wagen zebra zorro".split()
)
"""Names of things in other languages that the lexicon lacks, though English has them too."""

_LOOSE = {"ar": (2, 1), "pl": (4, 2), "tr": (3, 3), "uk": (4, 2), "ru": (4, 1)}
"""Languages whose stems keep a little of the endings: letters that must be alike, and letters that may be more."""

_LEAST, _JOINTS = 3, ("", "s", "es", "n", "en", "er", "e")
"""Letters of a part of a long word, and what may stand between its parts."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in another language, as far as it is known."""

    words: str
    language: str
    """The language it was asked in."""
    unknown: tuple[str, ...] = ()
    """What was asked and is not known, as it was asked."""


class Glossary:
    """Names in many languages; those of earlier concepts come before those of later ones."""

    def __init__(self, concepts: Sequence[Concept], english: Callable[[str], bool] | None = None) -> None:
        self.concepts = concepts
        self._english = english or is_english
        self._languages = tuple(dict.fromkeys(code for concept in concepts for code in concept if code))
        self._tables: dict[str, dict[tuple[str, ...], int]] = {}
        self._shortened: dict[str, dict[str, int]] = {}

    def translated(self, words: str, into: str) -> Translation | None:
        """The question `words` in the language `into`; None if it is in that language, or nothing of it is known."""
        found = likely(words)
        if into in found or not words.strip():
            return None
        if not found and into == "en" and all(self._english(word) for word, _, _ in placed(words)):
            return None
        codes = [code for first in found for code in _KIN.get(first, (first,))]
        codes = codes or [code for code in self._languages if code not in _TOLD_BY_SCRIPT]
        # Where nothing tells the language but the words themselves, all of them must be known.
        asked = [code for code in codes if code in self._languages and code != into]
        parsed = [self._parsed(words, code, into, whole=not found) for code in asked]
        known = [one for one in parsed if one is not None and one.words.casefold() != words.strip().casefold()]
        return min(known, key=lambda one: len(one.unknown), default=None)

    def _parsed(self, words: str, language: str, into: str, whole: bool = False) -> Translation | None:
        """The words as far as they are known in a language; None if none is, or not the `whole` of them."""
        here, table, common = placed(words, language), self._table(language), common_words(language)
        spoken = [stem(word, language) for word, _, _ in here]
        names: list[str] = []
        unknown: list[str] = []
        n, last = 0, -1
        while n < len(here):
            size, concepts = _longest(spoken, n, table)
            if not size:
                concepts = _cut(here[n][0], language, table) or self._nearly(spoken[n], language)
            told = [name for concept in concepts if (name := self._name(concept, into))]
            if told:
                names += told
            elif here[n][0] not in common and not here[n][0].isdecimal():
                if whole:
                    return None
                joined = unknown and last == here[n][1] and together(here[n][0])
                piece = words[here[n][1] : here[n][2]]
                unknown[-1:] = [unknown[-1] + piece] if joined else [*unknown[-1:], piece]
                last = here[n][2]
            n += max(1, size)
        turned = _turned(names) if language in _BEHIND else names
        return Translation(" ".join(dict.fromkeys(turned)), language, tuple(unknown)) if names else None

    def _nearly(self, spoken: str, language: str) -> list[int]:
        """The concept of a stem that is another one but for a last letter or two."""
        least, more = _LOOSE.get(language, (0, 0))
        table, shortened = self._table(language), self._shortened[language]
        for size in range(len(spoken), max(least, len(spoken) - more) - 1, -1) if least else ():
            if (spoken[:size],) in table:
                return [table[spoken[:size],]]
        return [shortened[spoken]] if spoken in shortened else []

    def _name(self, number: int, into: str) -> str:
        concept = self.concepts[number]
        anyhow = (name for name in concept.get("", ()) if not likely(name) or into in likely(name))
        return next(iter(concept.get(into, ())), "") or next(anyhow, "")

    def _table(self, language: str) -> dict[tuple[str, ...], int]:
        """By the stems of their names the concepts that have one in a language."""
        if language not in self._tables:
            table: dict[tuple[str, ...], int] = {}
            for number, concept in enumerate(self.concepts):
                for name in (*concept.get(language, ()), *concept.get("", ())):
                    table.setdefault(tuple(stems(name, language)), number)
            self._tables[language], self._shortened[language] = table, _shortened(table, *_LOOSE.get(language, (0, 0)))
        return self._tables[language]


def _longest(spoken: Sequence[str], first: int, table: Mapping[tuple[str, ...], int]) -> tuple[int, list[int]]:
    """How many words from a place on are one name, as many as can be, and whose name it is."""
    for size in range(min(6, len(spoken) - first), 0, -1):
        key = tuple(spoken[first : first + size])
        if key in table:
            return size, [table[key]]
    return 0, []


def _shortened(table: Mapping[tuple[str, ...], int], least: int, more: int) -> dict[str, int]:
    """By what is left of the stems of single words without a last letter or two, their concepts."""
    found: dict[str, int] = {}
    for known, number in table.items():
        for less in range(1, min(more, 2) + 1) if len(known) == 1 else ():
            if len(known[0]) - less >= max(1, least):
                found.setdefault(known[0][:-less], number)
    return found


def _cut(word: str, language: str, table: Mapping[tuple[str, ...], int]) -> list[int]:
    """The concepts of both parts of a long word, if it has two that are known."""
    for at in range(len(word) - _LEAST, _LEAST - 1, -1) if language in COMPOUNDING else ():
        second = table.get((stem(word[at:], language),))
        for joint in _JOINTS if second is not None else ():
            first = table.get((stem(word[:at].removesuffix(joint), language),))
            if first is not None and second is not None and word[:at].endswith(joint):
                return [first, second]
    return []


def _turned(names: Sequence[str]) -> list[str]:
    """What things are like before their names."""
    turned: list[str] = []
    for name in names:
        turned.insert(len(turned) - (name in _QUALITIES and bool(turned)), name)
    return turned


@cache
def common_glossary() -> tuple[Concept, ...]:
    """The concepts that everybody has."""
    text = (files("vsearch.data") / "words" / "glossary.tsv").read_text("utf-8")
    codes, *rows = (line.split("\t") for line in text.splitlines())
    return tuple(dict(zip(codes, (tuple(cell.split("/")) for cell in row), strict=True)) for row in rows)


def with_common(own: Iterable[Concept]) -> Glossary:
    """A glossary of one's own concepts, and of those that everybody has."""
    return Glossary((*own, *common_glossary()))


@cache
def _lexicon() -> str:
    """The tokenizer of the built-in encoder as it is written, which knows the commonest English words whole."""
    return (files("vsearch.data") / "builtin" / "tokenizer.json").read_text("utf-8")


def is_english(word: str) -> bool:
    """Whether a word is a common one in English, or a name there."""
    return word in _ENGLISH_TOO or f'"{word}":' in _lexicon()  # reading 12,000 entries would take longer
