"""The built-in text tower as an encoder of texts: what is said lands in the space of the pictures."""

from collections.abc import Sequence

from vsearch.encoders import ENCODERS, Encoder
from vsearch.nouns import Vectors
from vsearch.texts import TextSpec


class BuiltinTexts:
    """Texts through the text tower of the built-in encoder."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        self._encoder = encoder or ENCODERS.make("builtin")
        self.spec = TextSpec("builtin", self._encoder.spec.width)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        return self._encoder.encode_texts(texts)
