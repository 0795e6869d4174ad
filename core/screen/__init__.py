"""Text readers: a picture in, the lines that stand on it out, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.cures import Note
from vsearch.nouns import Box, Pixels
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line on a picture: its words, where they stand, and how sure the reader is, in [0, 1]."""

    text: str
    box: Box
    confidence: float


class TextReader(Protocol):
    """Reads what stands on a picture; a line that it sees but cannot read has a low confidence."""

    @property
    def name(self) -> str:
        """What it is called; kept beside what it read."""

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        """The lines of one picture, from top to bottom, the same whatever was read before."""


def _rapidocr(model: str = "") -> TextReader:
    from vsearch.screen.rapidocr import RapidReader

    return RapidReader(model)


MISSING = Note("What stands on the screen is not read: rapidocr is not installed.", "install-screen")
"""What is said where the default reader is wanted, and is not there."""


def installed(spec: str) -> bool:
    """Whether what one of our readers needs is on this machine; nothing is loaded."""
    from importlib.util import find_spec

    return spec.partition(":")[0] != "rapidocr" or find_spec("rapidocr") is not None


TEXT_READERS: Table[TextReader] = Table("text reader", "vsearch.text_readers", {"rapidocr": _rapidocr})
