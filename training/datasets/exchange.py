"""Decisions in and out: CSV and JSONL that spreadsheets and programs can make, clicks of a website included."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from vsearch.errors import UsageWrong, VideoAmbiguous, VideoUnknown
from vsearch.escapes import escaped, guarded, stripped, unguarded
from vsearch.library import vocabulary
from vsearch.library.decisions import Decision
from vsearch.library.decisions.outside import checked
from vsearch.library.storage import files
from vsearch.retrieval.library import Library
from vsearch.training.datasets import manifests
from vsearch.training.datasets.names import Names

NAMES = tuple(item.name for item in fields(Decision))
_NUMBERS = ("time", "start", "end", "value", "propensity")
KINDS = (
    *"pin unpin accept reject label unlabel click impression shown undo promote trial arm drop choose stop".split(),
    *vocabulary.KINDS,
)
COUNTED = ("click", "impression")
"""What may be the same several times."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many decisions came in, how many were there already, and which lines were passed over."""

    count: int
    known: int = 0
    troubles: tuple[str, ...] = ()


def import_decisions(library: Library, path: Path) -> Imported:
    """Take decisions from a CSV, JSONL or Parquet file into a library, once: what is there already is not added again.

    A click log may say the same twice and mean it: of its rows as many come in as the library lacks. So a log that has
    grown adds only what is new.
    """
    troubles: list[str] = []
    there = Counter(key for item in library.store.history() for key in _keys(item.decision))
    seen: Counter[tuple[Any, ...]] = Counter()
    names = Names(library)
    made: list[Decision] = []
    outside = checked(library.entry)
    for line, row in _rows(path):
        try:
            for decision, dated in _decisions(row, names, path.name):
                if why := outside(decision):
                    raise ValueError(why)
                decision = replace(decision, by=decision.by or library.store.writer)
                key = _keys(decision)[not dated]
                seen[key] += 1
                if there[key] < (seen[key] if decision.kind in COUNTED else 1):
                    made.append(decision)
                    there[key] += 1
        except (ValueError, VideoUnknown, VideoAmbiguous) as error:
            troubles.append(f"Line {line} of {path.name} is passed over: {str(error).rstrip('.')}.")
    if made:
        library.store.decide(*made)
    return Imported(len(made), seen.total() - len(made), tuple(troubles))


def export_decisions(library: Library, path: Path) -> int:
    """Write a library's decisions as CSV or JSONL, by the file's suffix; how many there are."""
    made = [item.decision for item in library.store.history()]
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise UsageWrong(f"{path.name} should end in .csv or .jsonl: these are the forms decisions are written in.")
    with files.written(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        if path.suffix.lower() == ".csv":
            writer = csv.DictWriter(file, NAMES)
            writer.writeheader()
            writer.writerows(_row(decision) for decision in made)
        else:
            file.writelines(escaped(json.dumps(asdict(decision), ensure_ascii=False)) + "\n" for decision in made)
    return len(made)


def _row(decision: Decision) -> dict[str, Any]:
    """A decision as cells that no spreadsheet runs."""
    given = asdict(decision)
    return {name: guarded(stripped(cell)) if isinstance(cell, str) else cell for name, cell in given.items()}


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    """Rows as mappings with their line; a line that is none is given as the reason why."""
    suffix = path.suffix.lower()
    form = "parquet" if suffix in (".parquet", ".pq") else "jsonl" if suffix in (".jsonl", ".ndjson") else "csv"
    try:
        for line, row in manifests.READERS[form][0](path):
            yield line, _unguarded(row) if form == "csv" else row
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _unguarded(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: unguarded(cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def _decisions(row: Any, names: Names, log: str) -> Iterator[tuple[Decision, bool]]:
    """The decisions of a row, and whether it tells when they were made."""
    cells = _cells(row)
    video = str(cells.pop("video", cells.pop("id", "")))
    video = names.id(video) if video else ""
    if cells.get("kind"):
        if cells["kind"] not in KINDS:
            raise ValueError(f"{cells['kind']!r} is no kind of decision; the kinds are {', '.join(KINDS)}")
        given = {name: _typed(name, value) for name, value in cells.items() if name in NAMES}
        yield Decision(**{**given, "video": video}), "at" in given
    else:
        day = next((cells[name] for name in ("at", "date", "day") if name in cells), None)
        for made in _clicks(cells, video):
            yield replace(made, by=log, at=made.at if day is None else str(day)), day is not None


def _clicks(cells: dict[str, Any], video: str) -> Iterator[Decision]:
    """A row of a click log: a time of a video, where it stood, how often it was shown and clicked."""
    if not video or "time" not in cells or not manifests.CLICKS & cells.keys():
        raise ValueError("it has no kind, and no video, time, position, impressions and clicks either")
    time, position = manifests.number(cells["time"], "time"), manifests.number(cells.get("position", 1), "position")
    clicks = _count(cells.get("clicks", cells.get("clicked", 0)), "clicks")
    shown = max(_count(cells.get("impressions", cells.get("shown", 1)), "impressions"), clicks)
    yield Decision("impression", video, time=time, value=position, note=_plain(shown))
    if clicks:
        yield Decision("click", video, time=time, value=position, note=_plain(clicks))


def _plain(count: float) -> str:
    return repr(count).removesuffix(".0")


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
    return manifests.number(value, name) if name in _NUMBERS else str(value)


def _count(value: Any, name: str) -> float:
    words = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
    word = str(value).lower()
    return words[word] if word in words else manifests.number(value, name)


def _keys(decision: Decision) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What tells a decision from others: all of it; and, where a row does not say when it was made, the rest.

    Who made it counts for clicks, where it is the log, and not for what a person decided.
    """
    said = {name: stripped(v) if isinstance(v := getattr(decision, name), str) else v for name in NAMES}
    rest = said | {"at": ""}
    rest["by"] = decision.by if decision.kind in COUNTED else ""
    return tuple(said.values()), tuple(rest.values())
