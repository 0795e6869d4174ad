"""The frame table of a video: columns in memory, Parquet on disk; row n is row n of the video's index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import FrameRow, Shot, Span, Times
from vsearch.settings import LONGEST
from vsearch.signals import complete

_FIXED = ("time", "shot", "kept", "embedded", "reason", "hash", "start", "end")


@dataclass(frozen=True, slots=True)
class FrameTable:
    """All frames that were looked at: kept ones, then embedded spares, then those without a vector; each by time."""

    time: Times
    shot: NDArray[np.int32]
    kept: NDArray[np.bool_]
    embedded: NDArray[np.bool_]
    reason: NDArray[np.str_]
    hash: NDArray[np.uint64]
    start: Times
    end: Times
    signals: Mapping[str, NDArray[np.float32]]

    def __post_init__(self) -> None:
        if len({len(column) for column in self.columns().values()}) > 1:
            raise ValueError("The columns of a frame table are of one length.")
        if not (_descending(self.kept) and _descending(self.embedded) and (self.embedded | ~self.kept).all()):
            raise ValueError("A frame table lists kept frames first, then spares, then frames without a vector.")

    def __len__(self) -> int:
        return len(self.time)

    @property
    def keeps(self) -> int:
        """How many frames are kept: rows 0 to keeps - 1."""
        return int(self.kept.sum())

    @property
    def embeds(self) -> int:
        """How many frames have a vector: rows 0 to embeds - 1."""
        return int(self.embedded.sum())

    def shots(self) -> list[Shot]:
        """The shots that its frames were found in, by time; how gradually they begin is not known of them."""
        found: dict[int, Span] = {}
        for shot, start, end in zip(self.shot.tolist(), self.start.tolist(), self.end.tolist(), strict=True):
            known = found.get(shot, Span(start, max(start, end)))
            found[shot] = Span(min(known.start, start), max(known.end, end))
        return [Shot(span) for span in sorted(found.values())]

    def row(self, number: int) -> FrameRow:
        """One row as a noun."""
        return FrameRow(
            row=number if self.embedded[number] else -1,
            time=float(self.time[number]),
            shot=int(self.shot[number]),
            kept=bool(self.kept[number]),
            reason=str(self.reason[number]),
            span=Span(float(self.start[number]), float(self.end[number])),
            signals={name: float(column[number]) for name, column in self.signals.items()},
        )

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, signals last."""
        return {name: getattr(self, name) for name in _FIXED} | dict(self.signals)

    def take(self, rows: NDArray[np.intp]) -> "FrameTable":
        """The same table with only these rows, in this order."""
        taken = {name: getattr(self, name)[rows] for name in _FIXED}
        return FrameTable(**taken, signals={name: column[rows] for name, column in self.signals.items()})

    def judged(self, kept: NDArray[np.bool_], reason: NDArray[np.str_]) -> tuple["FrameTable", NDArray[np.intp]]:
        """The table under new verdicts, and the old row of each new one."""
        kept = kept & self.embedded
        order = arrange(kept, self.embedded, self.time)
        table = replace(self, kept=np.zeros_like(kept), reason=reason)
        taken = {name: getattr(table, name)[order] for name in _FIXED} | {"kept": kept[order]}
        return FrameTable(**taken, signals={name: column[order] for name, column in self.signals.items()}), order


def arrange(kept: NDArray[np.bool_], embedded: NDArray[np.bool_], time: Times) -> NDArray[np.intp]:
    """The order of rows: kept, then spares, then the rest; each by time."""
    return np.lexsort((time, ~embedded, ~kept))


def save(table: FrameTable, path: Path) -> None:
    """Write a table as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(table.columns()), path, compression="zstd")


def load(content: bytes) -> FrameTable:
    """Read a table from Parquet; ValueError where it lacks a column, or a time is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    columns = {name: data.column(name).to_numpy() for name in data.column_names}
    if lacking := [name for name in _FIXED if name not in columns]:
        raise ValueError(f"It has no {', '.join(lacking)}.")
    if not all(np.isfinite(columns[name]).all() for name in ("time", "start", "end")):
        raise ValueError("A time is no number.")
    columns["reason"] = columns["reason"].astype(str)
    # Earlier versions believed every time stamp.
    columns |= {name: np.minimum(columns[name], LONGEST) for name in ("time", "start", "end")}
    signals = {name: column for name, column in columns.items() if name not in _FIXED}
    return FrameTable(**{name: columns[name] for name in _FIXED}, signals=complete(signals, data.num_rows))


def table(rows: Sequence[FrameRow], hashes: Sequence[int]) -> tuple[FrameTable, NDArray[np.intp]]:
    """A table of rows in any order, and for each of its vectors the `row` number that it had before.

    A row without a vector has the number -1.
    """
    embedded = np.array([row.row >= 0 for row in rows], bool)
    kept = np.array([row.kept for row in rows], bool)
    time = np.array([row.time for row in rows], np.float64)
    order = arrange(kept, embedded, time)
    names = rows[0].signals if rows else ()
    numbers = np.array([row.row for row in rows], np.intp)[order]
    made = FrameTable(
        time=time[order],
        shot=np.array([row.shot for row in rows], np.int32)[order],
        kept=kept[order],
        embedded=embedded[order],
        reason=np.array([row.reason for row in rows], str)[order],
        hash=np.array(hashes, np.uint64)[order],
        start=np.array([row.span.start for row in rows], np.float64)[order],
        end=np.array([row.span.end for row in rows], np.float64)[order],
        signals={name: np.array([row.signals[name] for row in rows], np.float32)[order] for name in names},
    )
    return made, numbers[numbers >= 0]


def _descending(flags: NDArray[np.bool_]) -> bool:
    return bool((flags[:-1] >= flags[1:]).all())
