"""Records: the rows of a table in a file (CSV, TSV, JSON lines, Parquet), each with its line, or why it is none."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from vsearch.errors import UsageWrong, first_line

Record = dict[str, Any] | str
"""A row by the names of its columns; for one that cannot be read, the end of a sentence that says why."""


def records(path: Path, form: str) -> Iterator[tuple[int, Record]]:
    """Each row with its number, counted as an editor counts lines."""
    try:
        if form == "parquet":
            yield from enumerate(_parquet(path), 1)
            return
        with path.open(newline="", encoding="utf-8-sig") as file:
            yield from _TEXTS[form](file)
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageWrong(f"{path} cannot be read: {said}. Save it as UTF-8 and try again.") from error


def streamed(file: TextIO) -> Iterator[tuple[int, Record]]:
    """Each row of a table that comes in a stream: JSON lines one by one as they come, CSV when it has ended."""
    first = file.readline()
    if first.lstrip().startswith("{"):
        yield from _objects(chain([first], file))
    else:
        yield from _separated(StringIO(first.removeprefix("\ufeff") + file.read()))


def _separated(file: TextIO) -> Iterator[tuple[int, Record]]:
    """Commas or, where the heading has them, tabs."""
    tabs = "\t" in file.readline()
    file.seek(0)
    rows = csv.DictReader(file, delimiter="\t" if tabs else ",", restkey="", strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num + 1, _unequal(error)  # the row that began after the last good one
        else:
            yield rows.line_num, _unequal(row[""]) if "" in row else row


def _unequal(what: object) -> str:
    return f"it has more cells than the heading, or a broken quote ({what})"


def _objects(file: Iterable[str]) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield number, _object(line)


def _object(line: str) -> Record:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return f"it is no JSON ({error.msg} at character {error.pos + 1})"
    except (ValueError, RecursionError):
        return "it is no JSON that can be held"
    return row if isinstance(row, dict) else "it is no JSON object"


def _parquet(path: Path) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        # Times may be finer or farther away than Python's own, so they are read as they would be written.
        written = [c.cast(pa.string()) if pa.types.is_timestamp(c.type) else c for c in table.columns]
        rows: list[dict[str, Any]] = pa.table(written, names=table.column_names).to_pylist()
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise UsageWrong(f"{path} cannot be read as Parquet ({first_line(error)}). Export it as CSV.") from error
    return rows


_TEXTS: dict[str, Callable[[TextIO], Iterator[tuple[int, Record]]]] = {"csv": _separated, "jsonl": _objects}
