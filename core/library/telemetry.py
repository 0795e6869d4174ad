"""Telemetry: what was shown, in a file of its own that stays small; it is no truth, and nothing depends on it."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from vsearch.library.about import now
from vsearch.library.decisions.history import Recorded

MOST = 2 << 20
"""Bytes beyond which a new file is begun; the one before is kept, and older ones go."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The tags that were shown of a video, the best first, each with the probability that was told."""

    video: str
    tags: tuple[tuple[str, float], ...]
    version: str
    """The encoder, and the tower where one served."""
    by: str
    at: str = field(default_factory=now)


def append(path: Path, shown: Sequence[Shown]) -> None:
    """Add what was shown, where the library may be written to."""
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in shown).encode()
    try:
        if path.exists() and path.stat().st_size + len(lines) > MOST:
            os.replace(path, _before(path))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            os.write(descriptor, lines)
        finally:
            os.close(descriptor)
    except OSError:  # whoever may only read shows the same
        return


def read(path: Path) -> list[Shown]:
    """What was shown lately, the oldest first; lines that say nothing are passed over."""
    found = []
    for file in (_before(path), path):
        try:
            lines = file.read_text("utf-8", errors="replace").split("\n")
        except OSError:
            continue
        found += [one for line in lines if line and (one := _parsed(line))]
    return found


def formerly(log: Iterable[Recorded]) -> list[Shown]:
    """What earlier versions wrote among the decisions: a line a tag, the best first."""
    found: list[Shown] = []
    for made in (item.decision for item in log):
        if made.kind == "shown" and made.tag and made.value:
            tag = (made.tag, _number(made.note))
            if made.value == 1 or not found or (found[-1].video, found[-1].version) != (made.video, made.encoder):
                found.append(Shown(made.video, (tag,), made.encoder, made.by, made.at))
            else:
                last = found.pop()
                found.append(Shown(last.video, (*last.tags, tag), last.version, last.by, last.at))
    return found


def _parsed(line: str) -> Shown | None:
    try:
        data = json.loads(line)
        tags = tuple((str(name), float(score)) for name, score in data["tags"])
        video, version, by, at = (str(data[name]) for name in ("video", "version", "by", "at"))
        return Shown(video, tags, version, by, at)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _before(path: Path) -> Path:
    return path.with_name(f"{path.stem}.before{path.suffix}")
