"""Decisions of people, append-only: pins, accepted and rejected tags and moments, imported clicks."""

import getpass
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from vsearch.errors import OutputRefused


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that somebody decided; `kind` says which of the other fields mean something."""

    kind: str
    """pin, unpin, accept, reject, label, unlabel, click, impression, synonym, ..."""
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
    by: str = field(default_factory=_who)
    at: str = field(default_factory=_now)


def append(path: Path, decisions: list[Decision]) -> None:
    """Add decisions at the end, all of them or none."""
    lines = "".join(json.dumps(_spare(decision)) + "\n" for decision in decisions).encode()
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            end = os.fstat(descriptor).st_size
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            _extend(descriptor, end, (b"\n" if torn else b"") + lines)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutputRefused(
            f"{path} cannot be written: {error.strerror}. Nothing was decided; free some space or check permissions."
        ) from error


def _extend(descriptor: int, end: int, content: bytes) -> None:
    """Write all of the content, in one piece if the disk takes it; what it took of a part is cut off again."""
    done = 0
    try:
        while done < len(content):
            done += os.write(descriptor, content[done:])
        os.fsync(descriptor)
    except OSError:
        if os.fstat(descriptor).st_size == end + done:  # nobody wrote in between
            os.ftruncate(descriptor, end)
        raise


def read(path: Path) -> list[Decision]:
    """All decisions in the order they were made; a torn line is passed over."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return []
    # A log that is added to has another size, whoever adds to it.
    return list(_parsed(path, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=2)
def _parsed(path: Path, stamp: int, size: int) -> tuple[Decision, ...]:  # noqa: ARG001
    known = set(Decision.__dataclass_fields__)
    found = []
    # Not `splitlines`: logs of before hold other ends of lines, such as U+2028, inside their strings.
    for line in path.read_text("utf-8", errors="replace").split("\n"):
        try:
            data = json.loads(line)
            # What does not say who made it and when was not made now and by the one who reads.
            given = {name: value for name, value in data.items() if name in known}
            found.append(Decision(**{"by": "", "at": "", **given}))
        except (ValueError, TypeError, AttributeError):
            continue
    return tuple(found)


def _spare(decision: Decision) -> dict[str, object]:
    return {name: _printable(value) for name, value in asdict(decision).items() if value not in (None, "")}


def _printable(value: object) -> object:
    """The same text without the halves of characters that bytes which are not UTF-8 become on a command line."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if isinstance(value, str) else value
