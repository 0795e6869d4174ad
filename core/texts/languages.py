"""Which language a text is in, by its script and its commonest words; and the names languages go by."""

from collections import Counter
from functools import cache

from vsearch.encoders import EncoderSpec
from vsearch.texts.scripts import script_of
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
    "DEVANAGARI": "hi", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy", "TAMIL": "ta", "BENGALI": "bn",
    "TELUGU": "te", "LAO": "lo", "KHMER": "km", "MYANMAR": "my",
}  # fmt: skip
_UKRAINIAN = frozenset("іїєґ")
_ENOUGH = 2000  # characters looked at
_SMALL = {code: common for code, common in STOPWORDS.items() if code != "ru"} | {
    "pl": frozenset("nie jest się przy oraz na do po za że to co jak dwa z w i".split()),
    "tr": frozenset("bir bu ve için ile iki ne da de çok daha gibi var".split()),
}
"""The commonest words of the languages that are written in Latin letters."""
_BORROWED = frozenset(
    "ad allen au ben bent bin car come con de del den des die door dove du e el era fare font hat hay heel hen hoe "
    "il la las le les los man men met non nun o para per plus pour prima sans sea seine sin sole solo son soy sur "
    "tan ton u un uno van von war y".split()
)
"""Words of other languages that stand in English texts too: in names (las vegas), or as words of their own (die)."""


_FURTHER = {
    "de": "am an auf bei beim im in ins mit neben unter vom von vor zum zur hinter über",
    "es": "a al bajo con de del el en la las los sobre un una y",
    "fr": "à au aux avec d dans de des du en et l la le les sous sur un une",
    "it": "a al alla con d da dal dalla di del della e gli i il in l la le lo nel nella su sul sulla un una",
    "pl": "do i na nad o od pod przy w we z ze",
    "pt": "a à ao as com da das de do dos e em na nas no nos o os sob sobre um uma",
    "ru": "рядом",
    "tr": "altında bir ile içinde üzerinde ve",
    "ar": "في على و من إلى مع عن هذا هذه التي الذي",
    "hi": "में पर की का के है हैं और एक को से यह वह रही रहा रहे",
    "ja": "の が は を に で と も へ い る あ た て し な か ら ま っ よ ね や",
    "ko": "이 가 은 는 을 를 에 서 의 와 과 도 로 으 있 다 고 한 하 들 인 어 아",
    "uk": "і й та в у на з із до від за під над по що це як який яка яке не його її їх є",
    "zh": "的 了 着 在 是 和 一 个 只 条 上 里 有 正 与 中 很 把 从 到 这 那 我 他 她 们 地 得 下 "
    "杯 位 张 辆 座 头 朵 匹 件 片",
}


def common_words(language: str) -> frozenset[str]:
    """The words of a language that only hold others together."""
    return _SMALL.get(language, frozenset()) | STOPWORDS.get(language, frozenset()) | _further(language)


@cache
def _further(language: str) -> frozenset[str]:
    """Those that tell no language by themselves, in one way of writing them."""
    return frozenset(words(_FURTHER.get(language, "")))


def short(code: str) -> str:
    """A language's two letters, from "en", "eng", "en-GB" or "English"; empty for "und" and what is unknown."""
    first = code.strip().lower().replace("_", "-").partition("-")[0]
    if len(first) == 2 and first.isascii() and first.isalpha():
        return first
    return _LONG.get(first) or _NAMES.get(first, "")


def language(text: str) -> str:
    """The two letters of a text's language, or nothing where too little speaks for any."""
    found = likely(text)
    return found[0] if len(found) == 1 else ""


def likely(text: str) -> tuple[str, ...]:
    """The languages that a text may be in, by its script and, in Latin letters, its small words; () if unclear."""
    sample = text[:_ENOUGH].lower()
    scripts = Counter(_script(letter) for letter in sample if letter.isalpha())
    if not scripts:
        return ()
    if scripts["ja"]:  # Japanese mixes kana with Chinese characters
        return ("ja",)
    script = scripts.most_common(1)[0][0]
    if script == "CYRILLIC":
        return ("uk",) if _UKRAINIAN & set(sample) else ("ru",)
    return _latin(sample) if script == "LATIN" else (script,) if len(script) == 2 else ()


def _latin(sample: str) -> tuple[str, ...]:
    spoken = set(words(sample))
    scores = {code: sum(_weight(word, code) for word in spoken & common) for code, common in _SMALL.items()}
    best = max(scores.values())
    if best < max(1, 0.15 * len(spoken)):
        return ()
    # A short English text may hold more words that German has too; it stays likely while its own speak for it.
    return tuple(code for code, score in scores.items() if score == best or (code == "en" and 2 * score >= best))


def _weight(word: str, code: str) -> float:
    """A word of another language counts half if English has it too."""
    return 0.5 if code != "en" and (word in _BORROWED or word in STOPWORDS["en"]) else 1.0


def _script(letter: str) -> str:
    script = script_of(letter)
    return _SCRIPTS.get(script, script)


def unknown_language(spec: EncoderSpec, words: str) -> str | None:
    """A sentence if `words` are in a script or a language that the encoder does not read."""
    found = likely(words)
    if "*" in spec.languages or not found or set(found) & set(spec.languages):
        return None
    return (
        f"{words!r} does not look like a language that {spec.name} knows ({', '.join(spec.languages)}), so expect poor "
        f"answers: translate it, or index with a multilingual encoder, such as "
        f"open_clip:xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k."
    )
