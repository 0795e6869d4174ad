"""How things look in a terminal: one console, tables, times, and JSON."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from vsearch.escapes import visible

_LONG = 200
"""Rows beyond which a table is printed without colours."""

_FOLDED, _LEAST = ("why", "reason", "said"), 20
"""Columns whose cells may take several lines, and the letters that such a line needs to be read."""

Cell = str | Text
"""What stands in a table: plain text, or text with a style."""

PLAIN: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
"""A title such as "Song [official video] :heart:" is printed as it is: styles come as `Text`, never inside of text."""


class Screen(Console):
    """A console on which no title, path or word can steer the terminal: what would is shown as a symbol."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Every part of what is printed, tables and bars included, comes through here."""
        return super().render(seen(renderable) if isinstance(renderable, (str, Text)) else renderable, options)


def seen(cell: Cell) -> Cell:
    """Text, or text with a style, as it may be shown."""
    if isinstance(cell, str):
        return visible(cell)
    shown = cell.copy()
    shown.plain = visible(cell.plain)
    return shown


_PIPED = 100_000
"""Letters of a line where nobody looks: a table is never folded there."""

console = Screen(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED, **PLAIN)
errors = Screen(stderr=True, **PLAIN)


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[str] = ()) -> None:
    """Print a table that reads well; columns in `right` are numbers."""
    rows = [[seen(cell) for cell in row] for row in rows]
    if len(rows) > _LONG:
        _plainly(columns, rows, right)
        return
    below = [n for n, name in enumerate(columns) if name in _FOLDED or name == "path"]
    if below and _room(columns, rows) < 0:
        _stacked(columns, rows, right, below)
        return
    made = _columns([(name, name in _FOLDED) for name in columns], right)
    for row in rows:
        made.add_row(*row)
    console.print(made)


def _columns(names: Sequence[tuple[str, bool]], right: Sequence[str]) -> Table:
    """An empty table; each name with whether its cells may take several lines."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for name, folds in names:
        made.add_column(
            name,
            justify="right" if name in right else "left",
            overflow="fold" if name == "path" else "ellipsis",  # half a path is none
            no_wrap=not folds,
        )
    return made


def _room(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
    """How many letters of a line are left, when columns stand whole and those that fold can just be read."""
    widest = [max(cell_len(str(cell)) for cell in column) for column in zip(columns, *rows, strict=True)]
    needed = (min(w, _LEAST) if name in _FOLDED else w for w, name in zip(widest, columns, strict=True))
    return console.width - sum(needed) - 2 * (len(columns) - 1)


def _stacked(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[str], below: Sequence[int]
) -> None:
    """Where a screen is narrow, what is long stands below its row, as wide as the screen."""
    kept = [n for n in range(len(columns)) if n not in below]
    made = _columns([(columns[n], False) for n in kept], right)
    for row in rows:
        made.add_row(*(row[n] for n in kept))
    with console.capture() as capture:
        console.print(made)
    head, *lines = capture.get().splitlines()
    console.print(Text.from_ansi(head))
    for line, row in zip(lines, rows, strict=False):
        console.print(Text.from_ansi(line))
        for cell in (row[n] for n in below if str(row[n])):
            console.print(Padding(cell, (0, 0, 0, 4), expand=False))


def _plainly(columns: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[str]) -> None:
    """A long table at once: rich would take half a second to lay out a thousand rows."""
    cells = [list(columns), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        parts = zip(row, widths, columns, strict=True)
        padded = (" " * (w - cell_len(c)) + c if name in right else c + " " * (w - cell_len(c)) for c, w, name in parts)
        print("  ".join(padded).rstrip())


def say(sentence: str) -> None:
    """Print a sentence."""
    console.print(sentence)
