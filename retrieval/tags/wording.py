"""What the names of tags say of a video by themselves: one more voice beside its neighbours'."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from vsearch.library.vocabulary import Vocabulary, Word
from vsearch.nouns import Vectors
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.tags.neighbours import Neighbours
from vsearch.retrieval.tags.votes import Column
from vsearch.retrieval.tags.zeroshot import row

BEST = 2
"""Frames that a name must describe, of the few that stand for a video."""

LOT = 2000
"""Labelled videos that tell how well a name describes videos as a rule."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Names of tags as rows of the encoder, and how well each describes the labelled videos: middle and spread."""

    rows: Vectors
    middle: Column
    spread: Column

    @property
    def key(self) -> str:
        """Changes with the names and with what stands for the labelled videos."""
        return blake2b(self.rows.tobytes() + self.middle.tobytes(), digest_size=6).hexdigest()

    def voice(self, frames: Vectors) -> Column:
        """For each tag by how many spreads its name describes these frames better than it describes others."""
        return np.asarray((described(frames, self.rows) - self.middle) / self.spread, np.float32)


def described(frames: Vectors, rows: Vectors) -> Column:
    """How well each name describes the frames that it describes best."""
    return np.asarray(np.sort(frames @ rows.T, axis=0)[-BEST:].mean(axis=0), np.float32)


def wording(phrases: Phrases, vocabulary: Vocabulary, bank: Neighbours) -> Wording:
    """The names of the tags on which labelled videos vote; one that the encoder cannot read says nothing of any."""
    rows = np.concatenate([_row(phrases, vocabulary.words.get(name, Word(name))) for name in bank.names])
    some = np.linspace(0, len(bank.ids) - 1, min(LOT, len(bank.ids))).astype(np.intp)

    def told() -> tuple[Column, Column]:
        every = np.stack([described(bank.signature(n).frames, rows) for n in some.tolist()])
        return every.mean(axis=0), np.maximum(every.std(axis=0), 1e-3)

    return Wording(rows, *bank.memory.get("wording", rows.tobytes(), told))


def _row(phrases: Phrases, word: Word) -> Vectors:
    names: Sequence[str] = (word.name, *word.synonyms, *word.languages.values())
    readable = any(phrases.reads(name) for name in names)
    return row(phrases, word) if readable else np.zeros_like(phrases.bank()[:1])
