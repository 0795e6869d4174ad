"""Texts: vectors of what is said and written, behind one protocol and one table; words, languages and summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors
from vsearch.table import Table

DEFAULT = "sentence-transformers/all-MiniLM-L6-v2"
"""For English. For other languages: st:sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2."""


@dataclass(frozen=True, slots=True)
class TextSpec:
    """What must be known of a text encoder: `name` is what a library remembers, and makes the same encoder again."""

    name: str
    width: int


class TextEncoder(Protocol):
    """Texts into rows of unit length."""

    @property
    def spec(self) -> TextSpec:
        """What it is called and how wide its vectors are."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""


def _sentences(model: str = DEFAULT, *, threads: int = 0) -> TextEncoder:
    from vsearch.texts.sentences import sentences

    return sentences(model, threads=threads)


def _builtin() -> TextEncoder:
    from vsearch.texts.builtin import BuiltinTexts

    return BuiltinTexts()


def _auto() -> TextEncoder:
    """The default sentence transformer where it can be had, else the built-in tower; the spec's name says which."""
    try:
        return _sentences()
    except ModelMissing:
        return _builtin()


TEXT_ENCODERS: Table[TextEncoder] = Table(
    "text encoder", "vsearch.texts", {"auto": _auto, "builtin": _builtin, "st": _sentences}
)
