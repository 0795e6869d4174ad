"""From what a subtitle or a transcriber wrote to what was said: a pipe of small steps, sentences, chunks."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from vsearch.nouns import Span, Utterance

_MARK = re.compile(
    r"\[[^\[\]]{0,60}\]|\([^()]{0,60}\)|\*[^*\n]{1,40}\*|（[^（）]{0,60}）|【[^【】]{0,60}】"
)  # [Music] (sighs)
_SONG = re.compile(r"[♪♫♬♩#]+")
_SPEAKER = re.compile(r"(?:^|(?<=[.!?…]\s))(?:>>+\s*)?(?:[A-ZА-ЯЁ][A-ZА-ЯЁ0-9.'’ -]{1,24}:\s+|>>+\s*|[-–—]\s+)")  # NAR:
_FILLERS = {
    "de": "äh ähm öh hm hmm mhm tja",
    "en": "um umm uh uhh uhm er erm hm hmm mm mmm mhm uh-huh mm-hmm",
    "es": "eh ehh em hm mmm",
    "fr": "euh heu hum hm ben",
    "it": "ehm eh mmm hm",
    "nl": "eh ehm uh uhm hm",
    "pt": "hã hum hm ahn né",
    "ru": "э э-э э-э-э эм эмм мм ммм гм хм угу ага",
}
_END = re.compile(r"(?<=[.!?…])[\"'»”’)]*\s+(?=[\"'«“‘(¿¡-]*[^\W\d_a-zа-яё]|[\"'«“]*\d)|(?<=[。！？])")
_SHORTENED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|[A-Z]|т\.е|т\.д|т\.п|г|ул|им|z\.B|Hr|Fr|Sr|Sra)\.$"
)
_PAUSE = 2.0  # seconds without words end a sentence, whatever its punctuation


def normalised(text: str, language: str = "") -> str:  # noqa: ARG001
    """One form for each letter, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text.replace("…", "...")).split())


def without_marks(text: str, language: str = "") -> str:  # noqa: ARG001
    """Without what is not speech: [applause], (sighs), ♪, and the names of speakers."""
    return " ".join(_SPEAKER.sub("", _SONG.sub(" ", _MARK.sub(" ", text))).split())


def without_fillers(text: str, language: str = "") -> str:
    """Without sounds of thinking, in the text's language (English where it is unknown)."""
    fillers = _fillers(language or "en")
    if fillers is None:
        return text
    left = re.sub(r",\s*,", ",", fillers.sub("", text)).strip(" ,")
    return left[:1].upper() + left[1:] if text[:1].isupper() else left


@cache
def _fillers(language: str) -> re.Pattern[str] | None:
    """What finds the fillers of a language; None where none are known."""
    words = "|".join(sorted(map(re.escape, _FILLERS.get(language, "").split()), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=\s))(?:{words})(?![\w'’-])[,.]*(?:\.\.)?\s*", re.IGNORECASE) if words else None


PIPE: tuple[Callable[[str, str], str], ...] = (normalised, without_marks, without_fillers)


def clean(text: str, language: str = "") -> str:
    """A text through the whole pipe."""
    for step in PIPE:
        text = step(text, language)
    return text if any(letter.isalnum() for letter in text) else ""


def split(text: str) -> list[str]:
    """The sentences of a text."""
    found: list[str] = []
    for part in _END.split(text):
        if found and _SHORTENED.search(found[-1]):
            found[-1] += f" {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found


def sentences(utterances: Sequence[Utterance], language: str = "") -> tuple[Utterance, ...]:
    """What is said, sentence by sentence: cues that carry on a sentence are joined, times are shared out by length."""
    made: list[Utterance] = []
    for said in utterances:
        spoken = said.language or language
        parts = split(clean(said.text, spoken))
        total = max(1, sum(map(len, parts)))
        start = said.span.start
        for part in parts:
            end = min(said.span.end, start + said.span.length * len(part) / total)
            made.append(Utterance(Span(start, end), part, said.source, spoken))
            start = end
    joined: list[Utterance] = []
    for said in made:
        if joined and _carries_on(joined[-1], said):
            before = joined.pop()
            span = Span(before.span.start, max(before.span.end, said.span.end))
            said = Utterance(span, f"{before.text} {said.text}", before.source, before.language)
        joined.append(said)
    return tuple(joined)


def chunks(
    utterances: Sequence[Utterance], language: str = "", seconds: float = 30.0, overlap: float = 5.0
) -> tuple[Utterance, ...]:
    """Whole sentences, about `seconds` at a time, each chunk beginning with the last `overlap` seconds of the last."""
    said = sentences(utterances, language)
    made: list[Utterance] = []
    first = 0
    while first < len(said):
        last = first
        while last + 1 < len(said) and said[last + 1].span.end - said[first].span.start <= seconds:
            last += 1
        span = Span(said[first].span.start, max(part.span.end for part in said[first : last + 1]))
        text = " ".join(part.text for part in said[first : last + 1])
        made.append(Utterance(span, text, said[first].source, said[first].language))
        if last + 1 == len(said):
            break
        back = last + 1
        while back - 1 > first and said[back - 1].span.start >= span.end - overlap:
            back -= 1
        first = back
    return tuple(made)


def _carries_on(before: Utterance, said: Utterance) -> bool:
    ended = before.text.rstrip("\"'»”’)")[-1:] in ".!?。！？"
    return not ended and said.span.start - before.span.end < _PAUSE and len(before.text) < 300
