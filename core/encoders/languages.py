"""Languages: a warning when words are in a language that an encoder never learned."""

import re
import unicodedata
from collections import Counter

from vsearch.encoders import EncoderSpec

_SCRIPTS = {
    "LATIN": ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "vi", "id"),
    "CYRILLIC": ("ru", "uk", "bg", "sr"),
    "CJK": ("zh", "ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he",),
    "GREEK": ("el",),
    "DEVANAGARI": ("hi", "mr"),
    "THAI": ("th",),
}

# Small words of each language. Those that English or its names know too (die hard, la la land, van Gogh) count half.
_SMALL_WORDS = {
    "de": "der das und ein eine einen auf dem ist nicht im zwei, die den des mit",
    "fr": "une et avec dans sur est deux aux les, le la un des du",
    "es": "una unos del está por y, el la los las un con en dos",
    "it": "gli una nel nella sul della che, il lo un con di due",
    "pt": "uma um na não dois, os as com no da do o",
    "nl": "het een niet twee, de met van op en",
    "pl": "nie jest dwa przy oraz się, na z w i",
    "tr": "bir ve için iki, ile",
}
_ENGLISH = frozenset("a an the of in on at with and or to is are for by from no two as".split())
_WEIGHTS = {
    language: {word: weight for words, weight in zip(listed.split(","), (2, 1), strict=True) for word in words.split()}
    for language, listed in _SMALL_WORDS.items()
}
_ENOUGH = 2
"""One sure word, or two different unsure ones."""


def unknown_language(spec: EncoderSpec, words: str) -> str | None:
    """A sentence if `words` are in a script or a language that the encoder does not read."""
    if "*" in spec.languages:
        return None
    found = language(words)
    if not found or set(found) & set(spec.languages):
        return None
    return (
        f"{words!r} does not look like a language that {spec.name} knows ({', '.join(spec.languages)}), so expect poor "
        f"answers: translate it, or index with a multilingual encoder, such as "
        f"open_clip:xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k."
    )


def language(words: str) -> tuple[str, ...]:
    """The languages that `words` may be in, by their script and, in Latin letters, their small words; () if unclear."""
    scripts = Counter(unicodedata.name(letter, "?").split()[0] for letter in words if letter.isalpha())
    if not scripts:
        return ()
    if scripts.keys() & {"HIRAGANA", "KATAKANA"}:
        return ("ja",)
    script = scripts.most_common(1)[0][0]
    return _by_small_words(words) if script == "LATIN" else _SCRIPTS.get(script, (script.lower(),))


def _by_small_words(words: str) -> tuple[str, ...]:
    """The likeliest of the languages written in Latin letters; all of them, if the small words do not tell."""
    spoken = set(re.findall(r"[^\W\d_]+", words.lower()))
    if len(spoken) < 2 or spoken & _ENGLISH:
        return _SCRIPTS["LATIN"]
    sums = {name: sum(weights.get(word, 0) for word in spoken) for name, weights in _WEIGHTS.items()}
    most = max(sums.values())
    return tuple(name for name, found in sums.items() if found == most) if most >= _ENOUGH else _SCRIPTS["LATIN"]
