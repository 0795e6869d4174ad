"""The segments of a video on disk: what of it is packaging, as the finders saw it, before people decide."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from vsearch.errors import LibraryTooNew
from vsearch.escapes import legible
from vsearch.library.storage import files, schema
from vsearch.nouns import Segment, Span

VERSION = 1
"""The form of `segments.json`."""


@dataclass(frozen=True, slots=True)
class FoundSegments:
    """What was found in one video, what is to be said of it, and from what it was found."""

    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()
    series: str = ""
    """The series among whose episodes it was found; "" for a film alone."""
    model: str = ""
    """What tells the model that had a say from others; "" where none had."""


def save(found: FoundSegments, path: Path) -> None:
    """Write segments as JSON."""
    rows = [asdict(one) for one in found.segments]
    told = {"version": VERSION, "series": found.series, "model": found.model, "notes": found.notes, "segments": rows}
    files.write(path, legible(json.dumps(told, ensure_ascii=False, indent=1)) + "\n")


def load(content: bytes) -> FoundSegments:
    """Read segments back."""
    data = schema.parsed("segments.json", content)
    if data["version"] > VERSION:
        raise LibraryTooNew(f"Segments were found by a newer version (form {data['version']}).", "upgrade")
    rows = [{**row, "span": Span(**row["span"])} for row in data["segments"]]
    told = tuple(Segment(**row) for row in rows)
    return FoundSegments(told, tuple(data["notes"]), data["series"], data.get("model", ""))
