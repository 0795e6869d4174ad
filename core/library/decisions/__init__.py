"""Decisions of people, append-only: pins, accepted and rejected tags and moments, imported clicks."""

import getpass
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from vsearch.errors import LibraryDamaged, OutputRefused
from vsearch.library.about import now
from vsearch.library.storage import files, schema

LATEST = 1e7
"""Seconds, sixteen weeks, beyond which no video has anything to decide about."""


def writer() -> str:
    """The user of this machine, as far as it is known."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that somebody decided; `kind` says which of the other fields mean something."""

    kind: str
    """pin, unpin, accept, reject, label, unlabel, click, impression, synonym, trial, arm, drop, choose, stop, ..."""
    video: str = ""
    time: float | None = None
    start: float | None = None
    end: float | None = None
    tag: str = ""
    prompt: str = ""
    value: float | None = None
    image: str = ""
    encoder: str = ""
    note: str = ""
    undoes: str = ""
    """The key of the decision that an undo takes back."""
    trial: str = ""
    """The trial of thumbnails that it begins, belongs to or ends."""
    propensity: float | None = None
    """How probable it was that what is chosen here could be chosen at all; what was unlikely stands for more."""
    by: str = ""
    """Whoever decided; the store fills in who writes it down where nobody is named."""
    at: str = field(default_factory=now)

    def __post_init__(self) -> None:
        for name in ("time", "start", "end"):
            seconds = getattr(self, name)
            if seconds is not None and not 0 <= seconds <= LATEST:
                raise ValueError(f"its {name} is {seconds!r}, which no video has")
        if self.propensity is not None and not 0 < self.propensity <= 1:
            raise ValueError(f"its propensity is {self.propensity!r}, and a probability lies above 0 and not above 1")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"its end, {self.end!r}, lies before its start, {self.start!r}")


_LAST = 512
"""Bytes that tell one log from another: two lines or more, with the times at which they were written."""

_NAMES = frozenset(Decision.__dataclass_fields__)


def append(path: Path, decisions: list[Decision]) -> None:
    """Add decisions at the end, all of them or none."""
    added = lines(decisions)
    try:
        files.append(path, added)
    except OSError as error:
        raise OutputRefused(
            f"{path} cannot be written: {error.strerror}. Nothing was decided.", files.remedy(error)
        ) from error


def lines(decisions: list[Decision]) -> bytes:
    """Decisions as the lines of a log."""
    return "".join(json.dumps(_spare(decision)) + "\n" for decision in decisions).encode()


def read(path: Path, since: int = 0) -> tuple[list[Decision], int]:
    """Decisions in the order they were made, from the byte `since` on, and the byte at which the next one begins.

    A line that is none is passed over, and named by `flaws`. Of a log whose last line is torn nothing can follow: 0.
    """
    content = _content(path, since)
    return parsed(content), since + len(content) if content.endswith(b"\n") else 0


def parsed(content: bytes) -> list[Decision]:
    """The decisions of lines, in order; a line that is none is passed over."""
    return [one for _, line in _split(content) if isinstance(one := _parsed(line), Decision)]


def before(path: Path, end: int) -> bytes:
    """The last bytes before a place in the log."""
    return _content(path, max(0, end - _LAST), min(end, _LAST))


def flaws(path: Path, odd: Callable[[Decision], str]) -> list[str]:
    """What is wrong with each line that is no decision, or is `odd`, in sentences without their full stop."""
    return [f"{path}, line {number}, is no decision: {why}" for number, why in wrong(_content(path), odd)]


def wrong(content: bytes, odd: Callable[[Decision], str]) -> list[tuple[int, str]]:
    """The numbers of the lines that are no decision, or are `odd`, each with why."""
    found = ((number, _flaw(line, odd)) for number, (_, line) in enumerate(_split(content), 1))
    return [(number, why) for number, why in found if why]


def without(content: bytes, odd: Callable[[Decision], str]) -> bytes:
    """The lines that are decisions, and not `odd`."""
    return b"".join(line + b"\n" for _, line in _split(content) if not _flaw(line, odd))


def mend(path: Path, odd: Callable[[Decision], str]) -> None:
    """Set lines that are no decisions aside, and blank them out in place, for others may be adding to the log."""
    bad = [(at, line) for at, line in _lines(path) if _flaw(line, odd)]
    if bad:
        with path.with_suffix(".damaged.jsonl").open("ab") as kept:
            kept.writelines(line + b"\n" for _, line in bad)
        with path.open("r+b") as log:
            for at, line in bad:
                log.seek(at)
                log.write(b" " * len(line))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that says something, and where it begins."""
    return _split(_content(path))


def _content(path: Path, since: int = 0, count: int = -1) -> bytes:
    try:
        with path.open("rb") as log:
            log.seek(since)
            return log.read(count)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise LibraryDamaged(f"{path} cannot be read: {error.strerror}.", "may-read") from error


def _split(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    # Not `splitlines`: logs of before hold other ends of lines, such as U+2028, inside their strings.
    for line in content.split(b"\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _flaw(line: bytes, odd: Callable[[Decision], str]) -> str:
    found = _parsed(line)
    return found if isinstance(found, str) else odd(found)


def _parsed(line: bytes) -> Decision | str:
    """The decision of a line, or why it is none."""
    try:
        data = schema.parsed("decisions.jsonl", line.decode("utf-8", "replace"))
        # What does not say who made it and when was not made now and by the one who reads.
        return Decision(**{"by": "", "at": "", **{name: value for name, value in data.items() if name in _NAMES}})
    except ValueError as error:
        return str(error)


def _spare(decision: Decision) -> dict[str, object]:
    return {name: printable(value) for name, value in asdict(decision).items() if value not in (None, "")}


def printable(value: object) -> object:
    """The same text without the halves of characters that bytes which are not UTF-8 become on a command line."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if isinstance(value, str) else value
