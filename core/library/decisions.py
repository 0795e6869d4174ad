"""Decisions of people, append-only: pins, accepted and rejected tags and moments, imported clicks."""

import getpass
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
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
    """pin, unpin, accept, reject, label, unlabel, click, impression, shown, synonym, ..."""
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
    """Add decisions at the end, in one write that is whole or not seen."""
    lines = "".join(json.dumps(_spare(decision), ensure_ascii=False) + "\n" for decision in decisions)
    try:
        torn = path.exists() and path.stat().st_size > 0 and path.read_bytes()[-1:] != b"\n"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            os.write(descriptor, (("\n" if torn else "") + lines).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutputRefused(
            f"{path} cannot be written: {error.strerror}. Nothing was decided; free some space or check permissions."
        ) from error


def read(path: Path) -> list[Decision]:
    """All decisions in the order they were made; a torn line is passed over."""
    known = set(Decision.__dataclass_fields__)
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []:
        try:
            data = json.loads(line)
            # What does not say who made it and when was not made now and by the one who reads.
            given = {name: value for name, value in data.items() if name in known}
            found.append(Decision(**{"by": "", "at": "", **given}))
        except (ValueError, TypeError, AttributeError):
            continue
    return found


def _spare(decision: Decision) -> dict[str, object]:
    return {name: value for name, value in asdict(decision).items() if value not in (None, "")}
