"""How things look in a terminal: one console, tables, times, and JSON."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 180)
"""In a pipe lines are wide, so that tables are not folded."""
errors = Console(stderr=True, highlight=False)


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    print(json.dumps(plain(value), ensure_ascii=False))


def plain(value: Any) -> Any:
    """A value in the words of JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item") and callable(value.item):
        return value.item()
    return None if isinstance(value, float) and value != value else value


def clock(seconds: float) -> str:
    """A time as people write it: 1:02:03, or 0:07.5 when the tenths matter."""
    tenths = round(seconds * 10)
    hours, minutes, rest = tenths // 36000, tenths // 600 % 60, tenths % 600
    whole = f"{rest // 10:02d}" + (f".{rest % 10}" if rest % 10 and not hours else "")
    return f"{hours}:{minutes:02d}:{whole}" if hours else f"{minutes}:{whole}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Print a table that reads well; columns in `right` are numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        long = column in ("why", "reason", "said")
        made.add_column(column, justify="right" if column in right else "left", overflow="ellipsis", no_wrap=not long)
    for row in rows:
        made.add_row(*row)
    console.print(made)


def say(sentence: str) -> None:
    """Print a sentence."""
    console.print(sentence, markup=False)
