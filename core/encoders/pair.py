"""A pair of halves, one for pictures and one for words, each loaded when it is first used: most encoders are one."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from vsearch.encoders import EncoderSpec
from vsearch.errors import UsageWrong
from vsearch.nouns import Pixels, Vectors


class WordsHalf(Protocol):
    """The half for words."""

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""

    def unread(self, text: str) -> int:
        """How many tokens of `text` it cannot read."""


Pictures = Callable[[Pixels], Vectors]
"""The half for pictures: one unit row per picture."""


class EncoderPair:
    """An encoder of two halves; each half is made by its function on the first use."""

    def __init__(self, spec: EncoderSpec, pictures: Callable[[], Pictures], words: Callable[[], WordsHalf]) -> None:
        self.spec = spec
        self._make_pictures = pictures
        self._make_words = words

    @cached_property
    def _pictures(self) -> Pictures:
        return self._make_pictures()

    @cached_property
    def _words(self) -> WordsHalf:
        return self._make_words()

    def encode_images(self, pixels: Pixels) -> Vectors:
        """One unit row per picture; the pictures may lie on the device that the encoder runs on."""
        size = self.spec.size
        if pixels.ndim != 4 or pixels.shape[1:] != (size, size, 3) or not str(pixels.dtype).endswith("uint8"):
            raise UsageWrong(
                f"{self.spec.name} takes pictures as (n, {size}, {size}, 3) uint8, not {pixels.shape} {pixels.dtype}."
            )
        return self._pictures(pixels) if len(pixels) else self._none()

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        return self._words(texts) if len(texts) else self._none()

    def unread(self, text: str) -> int:
        """How many tokens of `text` lie beyond what the text tower reads."""
        return self._words.unread(text)

    def _none(self) -> Vectors:
        return np.zeros((0, self.spec.width), dtype=np.float32)
