"""How answers to SQL look: a table, CSV, JSON or Parquet, in the terminal or in a file."""

import csv
import io
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vsearch.cli.show import envelope, terminal
from vsearch.errors import UsageWrong
from vsearch.escapes import guarded, stripped
from vsearch.library.storage import files

Row = dict[str, Any]


def tables(known: Mapping[str, tuple[str, str]], *, as_json: bool) -> None:
    """Each table with what it holds and its columns."""
    if as_json:
        told = known.items()
        envelope.answer({"table": name, "holds": holds, "columns": columns} for name, (holds, columns) in told)
        return
    for name, (holds, columns) in known.items():
        terminal.say(f"{name}: {holds}\n    {columns}")


def answer(made: Any, form: str, out: Path | None) -> None:
    """Write an answer in a form, to a file or to the terminal."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in made.to_pylist()]
    if out is not None:
        files.write(
            out,
            _parquet(made) if form == "parquet" else envelope.text(rows) + "\n" if form == "json" else _csv(made, rows),
        )
        terminal.say(f"{made.num_rows} rows written to {out}.")
    elif form == "json":
        envelope.answer(rows)
    elif form == "csv":
        sys.stdout.write(_csv(made, rows))
    elif form == "parquet":
        raise UsageWrong("Parquet is not for reading. Name a file with -o FILE.")
    else:
        numbers = [field.name for field in made.schema if str(field.type) in ("double", "float", "int32", "int64")]
        terminal.table(made.column_names, [[_cell(value) for value in row.values()] for row in rows], right=numbers)


def _csv(made: Any, rows: list[Row]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(made.column_names)
    writer.writerows([guarded(stripped(_cell(value))) for value in row.values()] for row in rows)
    return buffer.getvalue()


def _parquet(made: Any) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(made, buffer, compression="zstd")
    return buffer.getvalue()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
