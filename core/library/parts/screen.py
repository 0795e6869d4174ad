"""What stands on a video's screen, on disk: lines with their times, places, kinds and how surely they were read."""

from pathlib import Path

from vsearch.nouns import Box, ScreenText, Span

_SIDES = ("left", "top", "right", "bottom")


def save(lines: tuple[ScreenText, ...], path: Path) -> None:
    """Write lines as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "start": pa.array([line.span.start for line in lines], pa.float64()),
        "end": pa.array([line.span.end for line in lines], pa.float64()),
        "text": pa.array([line.text for line in lines], pa.string()),
        "kind": pa.array([line.kind for line in lines], pa.string()),
        "confidence": pa.array([line.confidence for line in lines], pa.float32()),
    }
    columns |= {side: pa.array([getattr(line.box, side) for line in lines], pa.float32()) for side in _SIDES}
    pq.write_table(pa.table(columns), path, compression="zstd")


def load(content: bytes) -> tuple[ScreenText, ...]:
    """Read lines back; a kind that a newer version named is plain text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False).to_pylist()
    return tuple(
        ScreenText(
            Span(row["start"], row["end"]),
            row["text"],
            Box(*(row[side] for side in _SIDES)),
            row["confidence"],
            row["kind"] if row["kind"] in ScreenText.KINDS else "text",
        )
        for row in rows
    )
