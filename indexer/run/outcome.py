"""What a run says of each file, while it works and when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file ended; `status` is a word for the closing table."""

    path: Path
    status: str
    """"indexed", "changed", "again", "moved", "copy", "unchanged", "damaged", "failed", or "would ..." in a dry run."""
    id: str = ""
    title: str = ""
    reason: str = ""
    frames: int = 0
    looked: int = 0
    duration: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Begun:
    """A run has found its files."""

    files: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one video is, in frames; `total` 0 while unknown."""

    path: Path
    duration: float
    done: int
    total: int


Watch = Callable[[Begun | Progress | Outcome | str], None]
"""Told how far a run is, how each file ended, and in plain words what else a person should know."""
