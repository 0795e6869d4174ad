"""Which language a text is in, by its script and its commonest words; and the names languages go by."""

import unicodedata
from collections import Counter

from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import words

_LONG = {
    "ara": "ar", "bul": "bg", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl", "ell": "el",
    "eng": "en", "est": "et", "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hin": "hi",
    "hun": "hu", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro",
    "rum": "ro", "rus": "ru", "slk": "sk", "spa": "es", "swe": "sv", "tur": "tr", "ukr": "uk", "vie": "vi", "zho": "zh",
}  # fmt: skip
_NAMES = {
    "english": "en", "russian": "ru", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl",
}  # fmt: skip

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "GREEK": "el", "HEBREW": "he", "ARABIC": "ar",
    "DEVANAGARI": "hi", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_UKRAINIAN = frozenset("іїєґ")
_ENOUGH = 2000  # characters looked at


def short(code: str) -> str:
    """A language's two letters, from "en", "eng", "en-GB" or "English"; empty for "und" and what is unknown."""
    first = code.strip().lower().replace("_", "-").partition("-")[0]
    if len(first) == 2 and first.isascii() and first.isalpha():
        return first
    return _LONG.get(first) or _NAMES.get(first, "")


def language(text: str) -> str:
    """The two letters of a text's language, or nothing where too little speaks for any."""
    sample = text[:_ENOUGH].lower()
    scripts = Counter(_script(letter) for letter in sample if letter.isalpha())
    if not scripts:
        return ""
    if scripts["ja"]:  # Japanese mixes kana with Chinese characters
        return "ja"
    script = scripts.most_common(1)[0][0]
    if script == "CYRILLIC":
        return "uk" if _UKRAINIAN & set(sample) else "ru"
    return _latin(sample) if script == "LATIN" else script if len(script) == 2 else ""


def _latin(sample: str) -> str:
    spoken = words(sample)
    scores = {code: sum(word in common for word in spoken) for code, common in STOPWORDS.items() if code != "ru"}
    best, second = sorted(scores, key=lambda code: -scores[code])[:2]
    clear = scores[best] > scores[second] and scores[best] >= max(1, 0.15 * len(spoken))
    return best if clear else ""


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return _SCRIPTS.get(name, name)
