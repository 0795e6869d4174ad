"""Transcribers: speech into words with times, behind one protocol and one table."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vsearch.models.packages import missing_packages
from vsearch.nouns import Span
from vsearch.sounds import Wave
from vsearch.table import Table

WHISPER, FASTER = "openai/whisper-small", "small"
"""The models of those who name none."""


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


def _whisper(model: str = WHISPER, *, device: str = "auto") -> Transcriber:
    from vsearch.indexer.transcribers.whisper import Whisper

    return Whisper(model, device=device)


def _faster(model: str = FASTER, *, device: str = "auto") -> Transcriber:
    from vsearch.indexer.transcribers.faster import FasterWhisper

    return FasterWhisper(model, device=device)


def at_hand(spec: str) -> bool:
    """Whether the model of one of our transcribers is on this machine; nothing is loaded or fetched."""
    name, _, model = spec.partition(":")
    if name == "whisper":
        return not missing_packages("transformers") and _lies(model or WHISPER)
    if name == "faster-whisper":
        with suppress(ImportError):
            from vsearch.indexer.transcribers.faster import repository

            return _lies(repository(model or FASTER))
    return False


def _lies(model: str) -> bool:
    from vsearch.models.checkpoints import cached

    return Path(model).expanduser().is_dir() or cached(model) is not None


TRANSCRIBERS: Table[Transcriber] = Table(
    "transcriber",
    "vsearch.transcribers",
    {"none": _Nobody, "whisper": _whisper, "faster-whisper": _faster},
)
