"""What is said in a video, on disk: utterances with their times and, where made, their vectors."""

from pathlib import Path

import numpy as np

from vsearch.nouns import Span, Utterance, Vectors

LARGE = 1e3
"""No number of a vector is as large; larger ones, and those that are none, are damage."""


def save(utterances: tuple[Utterance, ...], vectors: Vectors | None, path: Path) -> None:
    """Write utterances as Parquet, a vector a row where there are any."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "start": pa.array([said.span.start for said in utterances], pa.float64()),
        "end": pa.array([said.span.end for said in utterances], pa.float64()),
        "text": pa.array([said.text for said in utterances], pa.string()),
        "source": pa.array([said.source for said in utterances], pa.string()),
        "language": pa.array([said.language for said in utterances], pa.string()),
    }
    if vectors is not None and len(vectors):
        flat = pa.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
        columns["vector"] = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
    pq.write_table(pa.table(columns), path, compression="zstd")


def load(content: bytes) -> tuple[tuple[Utterance, ...], Vectors | None]:
    """Read utterances and their vectors."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    rows = zip(
        *(table.column(name).to_pylist() for name in ("start", "end", "text", "source", "language")), strict=True
    )
    said = tuple(Utterance(Span(start, end), text, source, language) for start, end, text, source, language in rows)
    if "vector" not in table.column_names:
        return said, None
    vectors = table.column("vector").combine_chunks().values.to_numpy().reshape(len(said), -1)
    if not (np.abs(vectors) < LARGE).all():
        raise ValueError("A vector is none.")
    return said, vectors
