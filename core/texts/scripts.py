"""Scripts: letters that carry marks, letters that stand alone, and the language that a script speaks for."""

import re
import unicodedata
from functools import lru_cache

MARKS = "".join(chr(n) for n in range(0x300, 0x1E00) if unicodedata.category(chr(n))[0] == "M") + "\u200c\u200d"
"""Accents and vowel signs, and what joins letters or keeps them apart within a word."""

_CHINESE = "々぀-ヿ㐀-鿿가-힣豈-\ufaff\U00020000-\U0003ffff"
_HALF = "ｦ-ﾝ"  # kana of half the width, their marks behind them
_SOUTHERN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
UNSPACED = f"{_CHINESE}{_HALF}ﾞﾟ{_SOUTHERN}"
"""Letters of the scripts that leave no blank between words (and of Korean, whose endings are written to the word)."""

PARTS = re.compile(f"[{_HALF}][ﾞﾟ]?|[{UNSPACED}][{MARKS}]*|[^{UNSPACED}]+")
"""A word cut into letters that stand alone, each with its marks, and what lies between them."""

_STANDS_ALONE = re.compile(f"[{UNSPACED}]")

_LANGUAGES = {
    "CYRILLIC": "ru", "ARABIC": "ar", "DEVANAGARI": "hi", "GREEK": "el", "ARMENIAN": "hy", "TAMIL": "ta",
    "HEBREW": "he",
}  # fmt: skip
_ALSO = {
    "ar": frozenset({"fa", "ur", "ps", "ku", "sd", "ug"}),
    "hi": frozenset({"mr", "ne", "sa"}),
    "he": frozenset({"yi"}),
}
"""Languages that are written in the script of another, and are not stemmed as it is."""

_DROPPED = dict.fromkeys(
    [0x640, *range(0x64B, 0x660), 0x670, *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x200C, 0x200D]
)
"""Vowel points, which are seldom written, and what only stretches or joins."""

_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
_CYRILLIC = str.maketrans("ёіїєґ", "еииег")
_ARABIC = str.maketrans("أإآٱىیکة", "ااااييكه")


def together(word: str) -> int:
    """How many letters make a word where none are blanks: 0 for a word that stands between blanks."""
    if not _STANDS_ALONE.match(word):
        return 0
    return 4 if "\u0e00" <= word[0] < "\u1800" and not "\u1100" <= word[0] <= "\u11ff" else 2


def tidy(word: str) -> str:
    """A word in lower case and in one way of writing it, without vowel points."""
    whole = unicodedata.normalize("NFKC", word).lower().replace("’", "'").replace("i̇", "i")
    return whole.translate(_DROPPED)


def folded(word: str) -> str:
    """Without accents where others leave them out too: "cafe" finds "café", "zolw" finds "żółw"."""
    if word.isascii():
        return word
    script = script_of(word[0])
    if script in {"LATIN", "GREEK"}:
        bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        return bare.translate(_PLAIN)
    return _bare_arabic(word.translate(_ARABIC)) if script == "ARABIC" else word


def _bare_arabic(word: str) -> str:
    """Without the last letter of feminine words, which their stems keep only without the article."""
    return word[:-1] if len(word) > 2 and word.endswith("ه") else word


def plainly(word: str, language: str) -> str:
    """A word as its stemmer wants it: Cyrillic in the letters of Russian, Arabic without the article."""
    if language == "ar" and len(word) > 4:
        return word.removeprefix("ال")
    return word.translate(_CYRILLIC) if language == "ru" else word


def spoken(word: str, language: str) -> str:
    """The language in which a word is stemmed: its script decides where that says more; "" for Latin letters."""
    own = "" if word[:1].isascii() else _LANGUAGES.get(script_of(word[:1]), "")
    if own:
        return language if language in _ALSO.get(own, ()) else own
    return "" if language in _LANGUAGES.values() else language


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The first word of a letter's name, which is its script: LATIN, CYRILLIC, CJK."""
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
