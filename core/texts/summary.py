"""What a transcript is about: its key phrases, and the sentences that say most of it, by TF-IDF."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsearch.nouns import Utterance
from vsearch.texts.cleaning import sentences
from vsearch.texts.languages import language as guessed
from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import stem, words

_LONGEST = 3  # words of a phrase
_FEW = 3  # with fewer things said twice, those said once count too
_ENOUGH = 4  # words that a sentence needs to tell something


@dataclass(frozen=True, slots=True)
class Summary:
    """Key phrases, the most telling first, and sentences in the order they were said."""

    phrases: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


def summary(utterances: Sequence[Utterance], language: str = "", phrases: int = 8, lines: int = 3) -> Summary:
    """The gist of what was said; the same words always give the same gist."""
    spoken = language or next((said.language for said in utterances if said.language), "")
    spoken = spoken or guessed(" ".join(said.text for said in utterances))
    texts = [said.text for said in sentences(utterances, spoken)]
    read = [content(text, spoken) for text in texts]
    rarity = _rarity(read)
    return Summary(_phrases(texts, spoken, rarity)[:phrases], _lines(texts, read, rarity, lines))


def content(text: str, language: str) -> list[str]:
    """The stems of the words of a text that say something of its subject."""
    return [stem(word, language) for word in words(text) if not _common(word, language)]


def _common(word: str, language: str) -> bool:
    """Whether a word says nothing of the subject; where the language is unknown, English decides."""
    short = len(word) < 2 and word.isascii()
    return short or word.isdigit() or word in STOPWORDS.get(language, STOPWORDS["en"])


def _rarity(read: Sequence[Sequence[str]]) -> dict[str, float]:
    """Inverse document frequency, each sentence being a document: log(1 + N / n)."""
    inside = Counter(stem for stems in read for stem in set(stems))
    return {stem: math.log(1 + len(read) / count) for stem, count in inside.items()}


def _phrases(texts: Sequence[str], language: str, rarity: dict[str, float]) -> tuple[str, ...]:
    counts: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for text in texts:
        for run in _runs(text, language):
            stems = [stem(word, language) for word in run]
            for length in range(1, min(_LONGEST, len(run)) + 1):
                for first in range(len(run) - length + 1):
                    key = tuple(stems[first : first + length])
                    counts[key] += 1
                    written[key][" ".join(run[first : first + length])] += 1
    again = {key for key, count in counts.items() if count > 1}
    scores = {
        key: count * sum(rarity.get(part, 0.0) for part in key) / len(key) ** 0.25
        for key, count in counts.items()
        if key in again or (len(again) < _FEW and len(key) == 1)
    }
    return tuple(written[key].most_common(1)[0][0] for key in _apart(scores, counts))


def _apart(scores: dict[tuple[str, ...], float], counts: Counter[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The best first; a phrase inside a better one is only told if it is also said on its own."""
    told: list[tuple[str, ...]] = []
    for key in sorted(scores, key=lambda key: -scores[key]):  # among equals the first said comes first
        within = [other for other in told if set(key) < set(other) or set(other) < set(key)]
        if all(counts[key] > 2 * counts[other] for other in within):
            told.append(key)
            yield key


def _runs(text: str, language: str) -> Iterator[list[str]]:
    """Stretches of telling words: what stands between common words and punctuation."""
    run: list[str] = []
    for piece in text.replace(",", " , ").replace(";", " , ").replace(":", " , ").split():
        spoken = words(piece)
        if len(spoken) == 1 and not _common(spoken[0], language):
            run.append(spoken[0])
        elif run:
            yield run
            run = []
    if run:
        yield run


def _lines(
    texts: Sequence[str], read: Sequence[Sequence[str]], rarity: dict[str, float], count: int
) -> tuple[str, ...]:
    """Sentences near to the whole and far from each other (maximal marginal relevance)."""
    frequency = Counter(stem for stems in read for stem in stems)
    weights = {stem: (1 + math.log(frequency[stem])) * rarity[stem] for stem in rarity}
    worth = {
        index: sum(weights[stem] for stem in set(stems)) / math.sqrt(8 + len(stems))
        for index, stems in enumerate(read)
        if len(set(stems)) >= _ENOUGH or (len(texts) <= count and stems)
    }
    chosen: list[int] = []
    while worth and len(chosen) < count:
        best = max(worth, key=lambda index: (worth[index] * (1 - _alike(index, chosen, read)), -index))
        del worth[best]
        if _alike(best, chosen, read) < 0.6:
            chosen.append(best)
    return tuple(texts[index] for index in sorted(chosen))


def _alike(index: int, chosen: Sequence[int], read: Sequence[Sequence[str]]) -> float:
    mine = set(read[index])
    shares = [len(mine & set(read[other])) / max(1, min(len(mine), len(set(read[other])))) for other in chosen]
    return max(shares, default=0.0)
