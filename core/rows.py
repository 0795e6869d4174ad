"""Rows of vectors: each of unit length, so that their product is their likeness."""

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Rows of unit length; rows of nothing stay nothing."""
    rows = np.asarray(rows, np.float32)
    scaled: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return scaled
