"""What is said of the pictures: captions of single ones, and names of kinds that many share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.training.distill.pictures.album import Album

COMMON = 3
"""A text said of this many pictures names a kind; said of fewer, it is a caption."""


@dataclass(frozen=True, slots=True)
class SaidTexts:
    """All texts, and which of them are captions of picture n, or name its kind."""

    texts: tuple[str, ...]
    told: int
    """How many of the texts are said of pictures; the others are further reading."""
    captions: NDArray[np.int64]
    """Row n holds the places of picture n's captions, the first `counts[n]` of which are real."""
    counts: NDArray[np.int64]
    kinds: NDArray[np.int64]
    """Which texts name kinds."""
    kind: NDArray[np.int64]
    """Which kind picture n is of, as a place in `kinds`; -1 if nobody said."""

    def caption(self, rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """One caption for each of these pictures, all of which have some."""
        return self.captions[rows, rng.integers(self.counts[rows])]

    @property
    def hidden(self) -> NDArray[np.int64]:
        """Pictures without a caption and without a kind."""
        return np.flatnonzero((self.counts == 0) & (self.kind < 0))


def said(album: Album, extra: Sequence[str]) -> SaidTexts:
    """Sort what is said of an album into captions and kinds; `extra` is further reading."""
    times = Counter(text for texts in album.words for text in texts)
    texts = tuple(dict.fromkeys([*times, *extra]))
    place = {text: n for n, text in enumerate(texts)}
    common = {text: n for n, text in enumerate(text for text, count in times.items() if count >= COMMON)}
    own = [[place[text] for text in words if text not in common] for words in album.words]
    counts = np.asarray([len(row) for row in own], np.int64)
    captions = np.zeros((len(own), max(1, int(counts.max(initial=0)))), np.int64)
    for row, filled in zip(captions, own, strict=True):
        row[: len(filled)] = filled
    kind = [next((common[text] for text in words if text in common), -1) for words in album.words]
    kinds = np.asarray([place[text] for text in common], np.int64)
    return SaidTexts(texts, len(times), captions, counts, kinds, np.asarray(kind, np.int64))
