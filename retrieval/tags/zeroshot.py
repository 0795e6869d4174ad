"""Tags without any label: how well each word of the vocabulary describes a video's frames, by the encoder alone."""

from collections.abc import Iterable

import numpy as np

from vsearch.library.vocabulary import Word
from vsearch.nouns import Vectors
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.rows import unit

BEST = 3
"""Frames that a word must describe: one could be chance."""


def described(phrases: Phrases, held: FrameSearch, frames: Vectors, words: Iterable[Word]) -> dict[str, float]:
    """For each word how surely its best frames show it: 0.5 is what the library counts as a good match."""
    every = list(words)
    if not every or not len(frames):
        return {}
    bank = phrases.bank()
    scale = held.ground(bank).among(len(frames))
    rows = np.concatenate([row(phrases, word) for word in every]) - bank.mean(axis=0, keepdims=True)
    best = np.sort(frames @ rows.T, axis=0)[-BEST:].mean(axis=0)
    return {word.name: float(score) for word, score in zip(every, scale.score(best), strict=True)}


def row(phrases: Phrases, word: Word) -> Vectors:
    """One unit row for a word: the mean over its names, those in other languages if the encoder reads them."""
    names = [word.name, *word.synonyms]
    if word.languages:
        read = phrases.encoder.spec.languages
        names += [name for language, name in word.languages.items() if "*" in read or language in read]
    return unit(np.concatenate([phrases.query(name) for name in names]).mean(axis=0, keepdims=True))
