"""Words of a text, and their stems: what makes "dogs" and "dog", «собаки» and «собака» one."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CHINESE = re.compile(r"[぀-ヿ㐀-鿿가-힣ｦ-ﾟ]")
_PARTS = re.compile(f"{_CHINESE.pattern}|[^{_CHINESE.pattern[1:-1]}]+")

_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hi": "hindi", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

STEMMED = tuple(_STEMMERS)
"""The languages whose words have stems here."""

UNSTEMMED = "zxx"
"""Stands for all others, as ISO 639-2 has it for what is in no language: their words are kept whole."""


def words(text: str) -> list[str]:
    """The words of a text in lower case; scripts without spaces give one word a character."""
    return [word for word, _, _ in placed(text)]


def placed(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, and where each begins and ends in it."""
    if text.isascii():  # letters that are no longer in lower case, and nothing to compose
        return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text.lower())]
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        start = match.start()
        parts = _PARTS.findall(match.group()) if _CHINESE.search(match.group()) else [match.group()]
        for part in parts:
            word = part if part.isascii() else unicodedata.normalize("NFKC", part)
            found.append((word.lower().replace("’", "'"), start, start + len(part)))
            start += len(part)
    return found


def stems(text: str, language: str = "") -> list[str]:
    """The stems of a text's words."""
    return [stem(word, language) for word in words(text)]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "") -> str:
    """A word without its endings; its script decides where the language is not known (Cyrillic: Russian)."""
    cyrillic = "Ѐ" <= word[:1] <= "ӿ"
    if cyrillic:
        language = "ru"
        word = word.replace("ё", "е")
    elif language in ("", "ru"):
        language = "en"
    plain = word.partition("'")[0] if language == "en" and word.endswith("'s") else word
    stemmer = _stemmer(language)
    return _folded(stemmer.stemWord(plain) if stemmer else plain)


def _folded(word: str) -> str:
    """Without accents, so that "cafe" finds "café" (й and the letters of other scripts are left alone)."""
    if word.isascii() or "Ѐ" <= word[:1] <= "ӿ":
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Any:
    import Stemmer  # the one in C: threads may share it, and it takes a tenth of the time

    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None
