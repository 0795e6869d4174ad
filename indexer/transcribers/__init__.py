"""Transcribers: speech into words with times, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.nouns import Span
from vsearch.sounds import Wave
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a transcript, and how far it can be believed; the span counts from the start of what was heard."""

    span: Span
    text: str
    language: str = ""
    silence: float = 0.0
    """The probability that nobody spoke."""
    confidence: float = 0.0
    """The mean log-probability of its tokens: 0 is certain, below -1 is a guess."""


class Transcriber(Protocol):
    """Hears up to 30 seconds of speech at 16 kHz and writes them down."""

    @property
    def name(self) -> str:
        """What it is called; kept as the source of its words."""

    def transcribe(self, wave: Wave, language: str = "") -> Sequence[Said]:
        """What is said; without a language it is detected."""


class _Nobody:
    """Writes nothing down."""

    name = "none"

    def transcribe(self, wave: Wave, language: str = "") -> Sequence[Said]:  # noqa: ARG002
        """Nothing."""
        return ()


def _whisper(model: str = "openai/whisper-small", *, device: str = "auto") -> Transcriber:
    from vsearch.indexer.transcribers.whisper import Whisper

    return Whisper(model, device=device)


def _faster(model: str = "small", *, device: str = "auto") -> Transcriber:
    from vsearch.indexer.transcribers.faster import FasterWhisper

    return FasterWhisper(model, device=device)


TRANSCRIBERS: Table[Transcriber] = Table(
    "transcriber",
    "vsearch.transcribers",
    {"none": _Nobody, "whisper": _whisper, "faster-whisper": _faster},
)
