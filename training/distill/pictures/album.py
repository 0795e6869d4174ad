"""The pictures that a distillation learns from, decoded once into files that are read in place or by a device."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import PictureUnreadable, TrainingImpossible
from vsearch.nouns import Pixels
from vsearch.training.distill.marks import kept, mark
from vsearch.training.distill.pictures.sources import WORDS, contents, rows

SIDES = (32, 64, 96, 128, 160, 192, 224, 256, 320)
"""Sides at which pictures are stored: the least that is not less than a picture's own shorter side."""
DECODED = 512
"""Pictures that all cores decode before the first of them is written."""
PHOTOGRAPH = 96
"""Stored side from which on a picture shows enough that its parts are worth looking at."""


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures squashed to squares, by the sides of these; picture n lies at `slots[n]` of shelf `shelves[n]`."""

    pixels: tuple[Pixels, ...]
    """One array (count, side, side, RGB) a shelf, smallest side first."""
    shelves: NDArray[np.int64]
    slots: NDArray[np.int64]
    words: tuple[tuple[str, ...], ...]
    of: str = ""
    """A mark of the files it was made of, and how."""

    def __len__(self) -> int:
        return len(self.words)

    @property
    def sides(self) -> NDArray[np.int64]:
        """The stored side of every picture."""
        return np.asarray([shelf.shape[1] for shelf in self.pixels], np.int64)[self.shelves]

    @property
    def photographs(self) -> NDArray[np.int64]:
        """The pictures that are large enough to have parts."""
        return np.flatnonzero(self.sides >= PHOTOGRAPH)


def gather(sources: Sequence[Path], folder: Path, most: int, columns: Sequence[str] = WORDS) -> Album:
    """Decode folders and Parquet files of pictures into `folder`, at most `most` a side, or take what is there."""
    of = mark(contents(sources), most, columns)
    kept(folder / "album.json", of, lambda path: _decode(sources, path, most, columns))
    told = json.loads((folder / "album.json").read_text())
    pixels = tuple(_opened(folder, side, count) for side, count in zip(told["sides"], told["counts"], strict=True))
    places = np.asarray(told["places"], np.int64).reshape(-1, 2)
    return Album(pixels, places[:, 0], places[:, 1], tuple(tuple(said) for said in told["words"]), of)


def _opened(folder: Path, side: int, count: int) -> Pixels:
    # Copy on write: what torch borrows must be writable, and the file stays as it is.
    return np.memmap(folder / f"pixels-{side}.raw", np.uint8, "c", shape=(count, side, side, 3))


def _decode(sources: Sequence[Path], path: Path, most: int, columns: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sides = [side for side in SIDES if side < most] + [most]
    counts, places, words = [0] * len(sides), list[tuple[int, int]](), list[list[str]]()
    with ExitStack() as opened:
        files = [opened.enter_context((path.parent / f"pixels-{side}.raw").open("wb")) for side in sides]
        for shelf, picture, said in _squares(rows(sources, columns), sides):
            files[shelf].write(picture.tobytes())
            places.append((shelf, counts[shelf]))
            words.append(said)
            counts[shelf] += 1
        for file in files:
            file.flush()
            os.fsync(file.fileno())
    if not words:
        raise TrainingImpossible(
            f"No picture was found in {', '.join(map(str, sources))}. Name folders or Parquet files."
        )
    _told(path, sides, counts, places, words)


def _squares(
    pictures: Iterable[tuple[bytes, list[str]]], sides: Sequence[int]
) -> Iterator[tuple[int, Pixels, list[str]]]:
    """Which shelf every picture belongs on, the picture as its square, and what is said of it; all cores decode."""

    def one(row: tuple[bytes, list[str]]) -> tuple[int, Pixels, list[str]]:
        picture = _picture(row[0])
        shelf = next((n for n, side in enumerate(sides) if side >= min(picture.shape[:2])), len(sides) - 1)
        return shelf, _square(picture, sides[shelf]), row[1]

    left = iter(pictures)
    with ThreadPoolExecutor() as team:
        while some := list(islice(left, DECODED)):
            yield from team.map(one, some)


def _told(
    path: Path, sides: list[int], counts: list[int], places: list[tuple[int, int]], words: list[list[str]]
) -> None:
    """Write down what lies where; shelves without a picture are left out."""
    filled = [n for n, count in enumerate(counts) if count]
    for n in set(range(len(sides))) - set(filled):
        (path.parent / f"pixels-{sides[n]}.raw").unlink()
    told = {
        "sides": [sides[n] for n in filled],
        "counts": [counts[n] for n in filled],
        "places": [(filled.index(shelf), slot) for shelf, slot in places],
        "words": words,
    }
    path.write_text(json.dumps(told))


def _picture(packed: bytes) -> Pixels:
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
