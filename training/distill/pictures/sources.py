"""Sources of a distillation: folders and Parquet files of pictures, and what is said of each picture."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from vsearch.errors import TrainingImpossible, UsageWrong
from vsearch.training.distill.marks import mark

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
TABLE = ".parquet"
WORDS = ("captions", "caption", "label", "words")
"""Columns of a Parquet file that are read as words, each a text or a list of texts."""


def contents(sources: Sequence[Path]) -> str:
    """A mark of the names, sizes and times of all files that pictures and words are read from."""
    read = ((file, source) for source in sources for path in _files(source) for file in (path, *_told(path)))
    return mark([_trace(file, source) for file, source in read])


def _trace(file: Path, source: Path) -> tuple[str, int, int]:
    found, root = file.stat(), source if source.is_dir() else source.parent
    return file.relative_to(root).as_posix(), found.st_size, found.st_mtime_ns


def rows(sources: Iterable[Path], columns: Sequence[str]) -> Iterator[tuple[bytes, list[str]]]:
    """The bytes of every picture, and the texts that are said of it."""
    for path in (path for source in sources for path in _files(source)):
        if path.suffix == TABLE:
            yield from _table(path, columns)
        else:
            yield path.read_bytes(), [line for text in _told(path) for line in lines(text)]


def _files(source: Path) -> list[Path]:
    """The pictures and tables of a source, in the order in which they are read."""
    if source.is_dir():
        pictures = sorted(p for p in source.rglob("*") if p.suffix.lower() in PICTURES)
        return pictures + sorted(source.rglob(f"*{TABLE}"))
    if source.suffix == TABLE and source.exists():
        return [source]
    raise TrainingImpossible(f"{source} is neither a folder nor a Parquet file. Name one that is.")


def _told(path: Path) -> list[Path]:
    """The text file of a picture's name, if there is one: its lines are said of the picture."""
    text = path.with_suffix(".txt")
    return [text] if path.suffix != TABLE and text.exists() else []


def lines(text: Path) -> list[str]:
    """The lines of a text file that are not empty; a letter of another encoding is replaced, not refused."""
    try:
        told = text.read_text("utf-8", errors="replace")
    except OSError as error:
        raise UsageWrong(f"{text} cannot be read: {error.strerror}. Name a text file, one sentence a line.") from error
    return [line.strip() for line in told.splitlines() if line.strip()]


def _table(path: Path, columns: Sequence[str]) -> Iterator[tuple[bytes, list[str]]]:
    import pyarrow.parquet as parquet

    table = parquet.ParquetFile(path)
    if "image" not in table.schema_arrow.names:
        raise TrainingImpossible(
            f"{path} has no column called image. Its columns: {', '.join(table.schema_arrow.names)}."
        )
    present = [column for column in columns if column in table.schema_arrow.names]
    for batch in table.iter_batches(256, columns=["image", *present]):
        for row in batch.to_pylist():
            packed = row["image"]["bytes"] if isinstance(row["image"], dict) else row["image"]
            yield packed, [text for column in present for text in _texts(row[column]) if text.strip()]


def _texts(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value
