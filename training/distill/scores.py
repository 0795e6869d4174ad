"""What an encoder is worth: how often words find their picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors


@dataclass(frozen=True, slots=True)
class Recall:
    """Of all captions, the share whose own picture comes first, among five, among ten; and its median rank."""

    at1: float
    at5: float
    at10: float
    median: float


def recall(pictures: Vectors, texts: Vectors, owners: NDArray[np.int64]) -> Recall:
    """How well texts find their picture, where text n belongs to picture `owners[n]`."""
    scores = texts @ pictures.T
    ranks = (scores > scores[np.arange(len(texts)), owners][:, None]).sum(1)
    first, five, ten = (float((ranks < k).mean()) for k in (1, 5, 10))
    return Recall(first, five, ten, float(np.median(ranks)) + 1)
