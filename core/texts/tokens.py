"""Words of a text, and their stems: what makes "dogs" and "dog", «собаки» and «собака» one."""

import re
from functools import lru_cache
from typing import Any

from vsearch.texts.scripts import MARKS, PARTS, UNSPACED, folded, plainly, spoken, tidy

_LETTER = f"(?:[^\\W_]|[{MARKS}])"
_WORD = re.compile(f"[^\\W_]{_LETTER}*(?:['’]{_LETTER}+)*")
_PLAIN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_UNSPACED = re.compile(f"[{UNSPACED}]")

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip

STEMMED = tuple(_STEMMERS)
"""The languages whose words have stems here."""

UNSTEMMED = "zxx"
"""Stands for all others, as ISO 639-2 has it for what is in no language: their words are kept whole."""


def words(text: str) -> list[str]:
    """The words of a text in lower case; scripts without spaces give one word a character."""
    return [word for word, _, _ in placed(text)]


def placed(text: str, language: str = "") -> list[tuple[str, int, int]]:
    """The words of a text, and where each begins and ends in it."""
    if language == "tr":  # whose I has no dot in lower case
        text = text.replace("I", "ı").replace("İ", "i")
    if text.isascii():  # letters that are no longer in lower case, and nothing to compose
        return [(match[0], *match.span()) for match in _PLAIN.finditer(text.lower())]
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        start = match.start()
        for part in PARTS.findall(match.group()) if _UNSPACED.search(match.group()) else [match.group()]:
            if word := tidy(part):
                found.append((word, start, start + len(part)))
            start += len(part)
    return found


def stems(text: str, language: str = "") -> list[str]:
    """The stems of a text's words."""
    return [stem(word, language) for word, _, _ in placed(text, language)]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "") -> str:
    """A word without its endings; its script decides where the language is not known (Cyrillic: Russian)."""
    language = spoken(word, language) or "en"
    plain = word.partition("'")[0] if language == "en" and word.endswith("'s") else word
    stemmer = _stemmer(language)
    whole = plain if plain.isascii() else plainly(plain, language)
    return folded(stemmer.stemWord(whole) if stemmer else whole)


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Any:
    import Stemmer  # the one in C: threads may share it, and it takes a tenth of the time

    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None
