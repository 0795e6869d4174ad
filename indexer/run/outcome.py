"""What a run says of each file, while it works and when it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vsearch.cures import Note
from vsearch.errors import VSearchError
from vsearch.library import Store, failures

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
    code: str = ""
    """By which code, and with which facts, a front words what may be done about the reason."""
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def failed(cls, path: Path, error: Exception | str) -> "Outcome":
        """How a file ends that cannot be indexed."""
        if isinstance(error, VSearchError):
            return cls(path, FAILED, reason=error.what, code=error.code, facts=error.facts)
        if isinstance(error, OSError):
            error = f"It cannot be read: {error.strerror or error}. Check that it is still there."
        return cls(path, FAILED, reason=str(error))

    @property
    def note(self) -> Note:
        """The reason and its cure, for a front to word."""
        return Note(self.reason, self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run has found its files."""

    files: int


@dataclass(frozen=True, slots=True)
class VideoProgress:
    """How far one video is, in frames; `total` 0 while unknown."""

    path: Path
    duration: float
    done: int
    total: int


Watch = Callable[[Begun | VideoProgress | Outcome | Note], None]
"""Told how far a run is, how each file ended, and in plain words what else a person should know."""


class RunReport:
    """What a run has said of its files, and what the library remembers of those that failed."""

    def __init__(self, store: Store, watch: Watch) -> None:
        self.outcomes: list[Outcome] = []
        self._store, self._watch = store, watch
        self._told: set[str] = set()

    def begin(self, paths: Sequence[Path]) -> None:
        """So many files were found."""
        self._watch(Begun(len(paths)))
        for folder in {path.parent for path in paths}:
            failures.settle(self._store, folder)  # it could not be read once, and was read now

    def missing(self, note: Note) -> None:
        """Something that many videos lack is said once."""
        if str(note) not in self._told:
            self._watch(note)
        self._told.add(str(note))

    def end(self, outcome: Outcome) -> None:
        """A file is done with."""
        if outcome.status == FAILED:
            failures.record(self._store, outcome.path, outcome.note)
        else:
            failures.settle(self._store, outcome.path)
        self.outcomes.append(outcome)
        self._watch(outcome)
