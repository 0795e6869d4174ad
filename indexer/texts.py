"""Vectors of what is said: by the chosen text encoder, loaded once, when first something is said."""


import numpy as np

from vsearch.nouns import Vectors
from vsearch.texts import TEXT_ENCODERS, TextEncoder


class Texts:
    """Names the encoder of what is said, and makes vectors with it."""

    def __init__(self, spec: str) -> None:
        self._spec = spec
        self._encoder: TextEncoder | None = None

    def __call__(self, texts: list[str]) -> tuple[str, Vectors]:
        """The encoder's name and a unit row per text."""
        if not texts:
            return "", np.zeros((0, 0), np.float32)
        self._encoder = self._encoder or TEXT_ENCODERS.make(self._spec)
        return self._encoder.spec.name, self._encoder.encode_texts(texts)
