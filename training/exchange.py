"""Decisions in and out: CSV and JSONL that spreadsheets and programs can make, clicks of a website included."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from vsearch.errors import UsageWrong, VideoAmbiguous, VideoUnknown
from vsearch.library import Library, files, vocabulary
from vsearch.library.decisions import Decision
from vsearch.training import manifests

NAMES = tuple(item.name for item in fields(Decision))
_NUMBERS = ("time", "start", "end", "value")
KINDS = (
    "pin",
    "unpin",
    "accept",
    "reject",
    "label",
    "unlabel",
    "click",
    "impression",
    "shown",
    "undo",
    *vocabulary.KINDS,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many decisions came in, and what was passed over."""

    count: int
    troubles: tuple[str, ...] = ()


def bring(library: Library, path: Path) -> Imported:
    """Take decisions from a CSV, JSONL or Parquet file into a library, once: the same decision is not added again."""
    troubles: list[str] = []
    known = {_key(decision) for decision in library.decisions()}
    ids: dict[str, str] = {}
    made: list[Decision] = []
    for line, row in _rows(path):
        try:
            for decision in _decisions(row, library, ids):
                if _key(decision) not in known or decision.kind in ("click", "impression"):
                    made.append(decision)
                    known.add(_key(decision))
        except (ValueError, VideoUnknown, VideoAmbiguous) as error:
            troubles.append(f"Line {line} of {path.name} is passed over: {str(error).rstrip('.')}.")
    if made:
        library.decide(*made)
    return Imported(len(made), tuple(troubles))


def give(library: Library, path: Path) -> int:
    """Write a library's decisions as CSV or JSONL, by the file's suffix; how many there are."""
    made = library.decisions()
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise UsageWrong(f"{path.name} should end in .csv or .jsonl: these are the forms decisions are written in.")
    with files.written(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        if path.suffix.lower() == ".csv":
            writer = csv.DictWriter(file, NAMES)
            writer.writeheader()
            writer.writerows(asdict(decision) for decision in made)
        else:
            file.writelines(json.dumps(asdict(decision), ensure_ascii=False) + "\n" for decision in made)
    return len(made)


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    """Rows as mappings with their line; a line that is none is given as the reason why."""
    suffix = path.suffix.lower()
    form = "parquet" if suffix in (".parquet", ".pq") else "jsonl" if suffix in (".jsonl", ".ndjson") else "csv"
    try:
        yield from manifests.READERS[form][0](path)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _decisions(row: Any, library: Library, ids: dict[str, str]) -> Iterator[Decision]:
    cells = _cells(row)
    video = str(cells.pop("video", cells.pop("id", "")))
    if video and video not in ids:
        ids[video] = library.find(video).id
    video = ids.get(video, "")
    if cells.get("kind"):
        if cells["kind"] not in KINDS:
            raise ValueError(f"{cells['kind']!r} is no kind of decision; the kinds are {', '.join(KINDS)}")
        given = {name: _typed(name, value) for name, value in cells.items() if name in NAMES}
        yield Decision(**{**given, "video": video})
    else:
        yield from _clicks(cells, video)


def _clicks(cells: dict[str, Any], video: str) -> Iterator[Decision]:
    """A row of a click log: a time of a video, where it stood, how often it was shown and clicked."""
    if not video or "time" not in cells or not {"clicks", "clicked", "impressions", "shown"} & cells.keys():
        raise ValueError("it has no kind, and no video, time, position, impressions and clicks either")
    time, position = float(_typed("time", cells["time"])), float(_typed("value", cells.get("position", 1)))
    clicks = _count(cells.get("clicks", cells.get("clicked", 0)))
    shown = max(_count(cells.get("impressions", cells.get("shown", 1))), clicks)
    yield Decision("impression", video, time=time, value=position, note=f"{shown:g}")
    if clicks:
        yield Decision("click", video, time=time, value=position, note=f"{clicks:g}")


def _cells(row: Any) -> dict[str, Any]:
    if isinstance(row, str):
        try:
            row = json.loads(row)
        except ValueError as error:
            raise ValueError("it is no JSON") from error
    if not isinstance(row, dict) or "" in row:
        raise ValueError("it has more cells than the heading, or is no object")
    return {str(name).strip().lower(): value for name, value in row.items() if value not in (None, "")}


def _typed(name: str, value: Any) -> Any:
    if name not in _NUMBERS:
        return str(value)
    try:
        number = float(value)
    except ValueError as error:
        raise ValueError(f"its {name} is {value!r}, not a number") from error
    if number < 0 or number != number:
        raise ValueError(f"its {name} is {value!r}, outside every video")
    return number


def _count(value: Any) -> float:
    words = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
    return words[str(value).lower()] if str(value).lower() in words else float(_typed("value", value))


def _key(decision: Decision) -> tuple[Any, ...]:
    return tuple(getattr(decision, name) for name in NAMES)
