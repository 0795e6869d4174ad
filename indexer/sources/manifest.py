"""Manifests: tables of videos with what is known of them (CSV, TSV, JSON lines, Parquet)."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vsearch.errors import UsageWrong

SUFFIXES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"})


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Each row with its number, counted as an editor counts lines; None for one that cannot be read."""
    try:
        yield from _READERS[path.suffix.lower()](path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageWrong(f"The manifest {path} cannot be read: {error}. Save it as UTF-8 and try again.") from error


def _separated(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        for row in reader:
            broken = None in row or not row.get("path")
            yield reader.line_num, None if broken else row


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):  # a title may hold other line ends
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, row if isinstance(row, dict) and row.get("path") else None


def parquet(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        # Times may be finer or farther away than Python's own, so they are read as they would be written.
        written = [c.cast(pa.string()) if pa.types.is_timestamp(c.type) else c for c in table.columns]
        rows: list[dict[str, Any]] = pa.table(written, names=table.column_names).to_pylist()
    except (pa.ArrowException, ValueError, OverflowError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UsageWrong(f"The manifest {path} cannot be read as Parquet ({said}). Export it as CSV.") from error
    return rows


def _parquet(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    for number, row in enumerate(parquet(path), 1):
        yield number, row if row.get("path") else None


_READERS = {".csv": _separated, ".tsv": _separated, ".jsonl": _lines, ".ndjson": _lines, ".parquet": _parquet}
