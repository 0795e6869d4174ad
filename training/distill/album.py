"""The pictures that a distillation learns from, decoded once into one file that is read in place."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import PictureUnreadable, TrainingImpossible, UsageWrong
from vsearch.nouns import Pixels
from vsearch.training.distill.crops import crop
from vsearch.training.distill.marks import kept, mark

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
TABLE = ".parquet"
WORDS = ("captions", "caption", "label", "words")
"""Columns of a Parquet file that are read as words, each a text or a list of texts."""


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures squashed to a square, their aspect (width / height) before that, and what is said of each.

    After every picture come `crops` parts of it, of which nothing is said: a part shows less than the whole.
    """

    pixels: Pixels
    aspects: NDArray[np.float32]
    words: tuple[tuple[str, ...], ...]
    crops: int = 0
    of: str = ""
    """A mark of the files it was made of, and how."""

    def __len__(self) -> int:
        return len(self.words)

    @property
    def pictures(self) -> int:
        """How many there are, their parts not counted."""
        return len(self) // (1 + self.crops)


def gather(sources: Sequence[Path], folder: Path, side: int, columns: Sequence[str] = WORDS, crops: int = 0) -> Album:
    """Decode folders and Parquet files of pictures into `folder`, or take what an earlier run decoded there."""
    of = mark(contents(sources), side, columns, crops)
    kept(folder / "pixels.npy", of, lambda _: _decode(sources, folder, side, columns, crops))
    words = tuple(tuple(row) for row in json.loads((folder / "words.json").read_text()))
    pixels = np.load(folder / "pixels.npy", mmap_mode="r")
    return Album(pixels, np.load(folder / "aspects.npy"), words, crops, of)


def contents(sources: Sequence[Path]) -> str:
    """A mark of the names, sizes and times of all files that pictures and words are read from."""
    read = ((file, source) for source in sources for path in _files(source) for file in (path, *_told(path)))
    return mark([_trace(file, source) for file, source in read])


def _trace(file: Path, source: Path) -> tuple[str, int, int]:
    found, root = file.stat(), source if source.is_dir() else source.parent
    return file.relative_to(root).as_posix(), found.st_size, found.st_mtime_ns


def _decode(sources: Sequence[Path], folder: Path, side: int, columns: Sequence[str], crops: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(0)
    aspects: list[float] = []
    words: list[list[str]] = []
    with (folder / "pixels.raw").open("wb") as raw:
        for packed, said in _rows(sources, columns):
            picture = _opened(packed)
            for part in (picture, *(crop(picture, dice) for _ in range(crops))):
                raw.write(_square(part, side).tobytes())
                aspects.append(part.shape[1] / part.shape[0])
            words += [said, *([] for _ in range(crops))]
    if not words:
        raise TrainingImpossible(
            f"No picture was found in {', '.join(map(str, sources))}. Name folders or Parquet files."
        )
    header = {"descr": "|u1", "fortran_order": False, "shape": (len(words), side, side, 3)}
    _headed(folder / "pixels.raw", folder / "pixels.npy", header)
    np.save(folder / "aspects.npy", np.asarray(aspects, np.float32))
    (folder / "words.json").write_text(json.dumps(words))


def _headed(raw: Path, path: Path, header: dict[str, object]) -> None:
    """Turn raw bytes into a .npy file without holding them in memory."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out, raw.open("rb") as bytes_in:
        np.lib.format.write_array_header_2_0(out, header)
        while block := bytes_in.read(1 << 24):
            out.write(block)
    raw.unlink()
    os.replace(part, path)


def _rows(sources: Iterable[Path], columns: Sequence[str]) -> Iterator[tuple[bytes, list[str]]]:
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


def _opened(packed: bytes) -> Pixels:
    import cv2

    picture = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise PictureUnreadable(
            f"A picture of {len(packed)} bytes cannot be decoded. Remove it, or convert it to JPEG."
        )
    return np.asarray(picture[..., ::-1], np.uint8)


def _square(picture: Pixels, side: int) -> Pixels:
    import cv2

    # Averaging areas when shrinking, a smooth curve when enlarging: neither leaves steps that a network would learn.
    how = cv2.INTER_AREA if min(picture.shape[:2]) > side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=how), np.uint8)
