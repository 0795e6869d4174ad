"""The log of one library, of which only what was added is read again, whoever added it."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Protocol

from vsearch.library import decisions
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import History, Recorded
from vsearch.library.storage import files


class DecisionLog(Protocol):
    """Where decisions are written down, and read in order."""

    def read(self) -> tuple[Recorded, ...]:
        """All that was ever decided, in order."""

    def append(self, made: list[Decision]) -> None:
        """Add decisions, all of them or none."""

    def flaws(self, odd: Callable[[Decision], str]) -> list[str]:
        """What is wrong with the lines that are no decisions, or are `odd`."""

    def mend(self, odd: Callable[[Decision], str]) -> None:
        """Set aside the lines that are no decisions, or are `odd`."""


class Log:
    """What people decided, line by line; safe to share among threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._revision = ""
        self._end = 0
        self._last = b""
        """What stands before the end, which tells the same file from another that has its number on the disk."""
        self._history = History()

    def read(self) -> tuple[Recorded, ...]:
        """All that was ever decided, in order."""
        with self._lock:
            if self._revision != (revision := files.identity(self.path)):
                if not self._grown(revision):
                    self._history, self._end = History(), 0
                made, self._end = decisions.read(self.path, self._end)
                self._history.add(made)
                self._revision, self._last = revision, decisions.before(self.path, self._end)
            return self._history.items

    def append(self, made: list[Decision]) -> None:
        """Add decisions, all of them or none."""
        decisions.append(self.path, made)

    def _grown(self, revision: str) -> bool:
        """Whether it is the same file, and longer; what was changed in place, or is torn, is read anew."""
        before, _, _ = self._revision.partition("-")
        number, _, size = revision.split("-") if revision else ("", "", "0")
        longer = before == number and 0 < self._end < int(size, 16)
        return longer and decisions.before(self.path, self._end) == self._last

    def flaws(self, odd: Callable[[Decision], str]) -> list[str]:
        """What is wrong with the lines of the log that are no decisions, or are `odd`."""
        return decisions.flaws(self.path, odd)

    def mend(self, odd: Callable[[Decision], str]) -> None:
        """Set aside the lines of the log that are no decisions, or are `odd`."""
        decisions.mend(self.path, odd)
