"""Encoders: pictures and words in one space, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.nouns import Pixels, Vectors
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """What must be known of an encoder before it is used; `name` is what a library remembers."""

    name: str
    width: int
    size: int
    templates: tuple[str, ...] = ("{}",)
    languages: tuple[str, ...] = ("en",)
    tokens: int = 77


class Encoder(Protocol):
    """Pictures (n, size, size, 3) and words into rows of unit length, the same whatever the batch."""

    @property
    def spec(self) -> EncoderSpec:
        """What it is called, how wide its vectors are, which pictures it wants."""

    def encode_images(self, pixels: Pixels) -> Vectors:
        """One unit row per picture."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""


def _builtin(folder: str | None = None, **options: object) -> Encoder:
    from vsearch.encoders import builtin

    return builtin.builtin(folder, **options)


ENCODERS: Table[Encoder] = Table("encoder", "vsearch.encoders", {"builtin": _builtin})
