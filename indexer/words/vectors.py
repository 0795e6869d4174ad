"""Vectors of what is said: by the chosen text encoder, loaded once, when first something is said."""

from collections.abc import Callable

import numpy as np

from vsearch.cures import Note
from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors
from vsearch.texts import TEXT_ENCODERS, TextEncoder


class Texts:
    """Names the encoder of what is said, and makes vectors with it; a missing one is told once."""

    def __init__(self, spec: str, watch: Callable[[Note], None]) -> None:
        self._spec = spec
        self._watch = watch
        self._encoder: TextEncoder | None = None
        self._missing = False

    def __call__(self, texts: list[str]) -> tuple[str, Vectors]:
        """The encoder's name and a unit row per text."""
        encoder = self._loaded() if texts else None
        if encoder is None:
            return "", np.zeros((0, 0), np.float32)
        return encoder.spec.name, encoder.encode_texts(texts)

    def _loaded(self) -> TextEncoder | None:
        if self._encoder is None and not self._missing:
            try:
                self._encoder = TEXT_ENCODERS.make(self._spec)
            except ModelMissing as error:
                self._missing = True
                self._watch(error.note)
        return self._encoder
