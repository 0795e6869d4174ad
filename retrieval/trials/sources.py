"""Where events come from: a file by its suffix, a stream, or rows of a program."""

from collections.abc import Iterable, Iterator, Mapping
from io import IOBase
from pathlib import Path
from typing import Any, TextIO, cast

from vsearch.errors import UsageWrong
from vsearch.records import Record, records, streamed

_FORMS = {".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def rows(source: str | Path | TextIO | Iterable[Mapping[str, Any]]) -> tuple[Iterator[tuple[int, Record]], str]:
    """Rows with their lines, and what to call where they come from."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        return records(path, _FORMS.get(path.suffix.lower()) or _told(path)), path.name
    if isinstance(source, IOBase):
        return streamed(cast(TextIO, source)), "what was sent"
    given = cast(Iterable[Mapping[str, Any]], source)
    return ((line, dict(row)) for line, row in enumerate(given, 1)), "what was sent"


def _told(path: Path) -> str:
    """The form of a file whose suffix does not tell it."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return "jsonl" if file.readline().lstrip().startswith("{") else "csv"
    except OSError as error:
        raise UsageWrong(f"{path} cannot be read: {error.strerror}.") from error
