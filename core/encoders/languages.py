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

# Function words that are no English words; two letters or more, so that initials do not count.
_FUNCTION_WORDS = {
    "de": "der die das und ein eine einen mit auf dem den des ist nicht im zwei",
    "fr": "le la les un une des du et avec dans sur est deux aux",
    "es": "el la los las un una unos con en del y por dos está",
    "it": "il lo gli un una con nel nella sul della di due che",
    "pt": "o os as um uma com no na do da dois não",
    "nl": "de het een met van op en twee niet",
    "pl": "na w z i nie jest dwa przy oraz",
    "tr": "bir ve ile için iki",
}
_ENGLISH = frozenset("a an the of in on at with and or to is are for by from no two man men as do y i o".split())
_TYPICAL = {language: frozenset(words.split()) - _ENGLISH for language, words in _FUNCTION_WORDS.items()}


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
    """One of the languages written in Latin letters, if there is more for it than for English."""
    spoken = re.findall(r"[^\W\d_]+", words.lower())
    if any(word in _ENGLISH for word in spoken) or len(spoken) < 2:
        return _SCRIPTS["LATIN"]
    counts = {name: sum(word in typical for word in spoken) for name, typical in _TYPICAL.items()}
    most = max(counts.values())
    return tuple(name for name, count in counts.items() if count == most) if most else _SCRIPTS["LATIN"]
