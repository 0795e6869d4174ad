"""Readers: a video in, exact times and pictures out, behind one protocol and one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from vsearch.nouns import Frame, Times
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a video before its pictures are looked at: `width` and `height` are as shown on a screen."""

    width: int
    height: int
    duration: float
    fps: float
    codec: str
    container: str = ""
    rotation: int = 0
    """Degrees clockwise by which the stored pictures are turned to be right side up."""
    hdr: str = ""
    """"pq" or "hlg" where the stored pictures are high dynamic range; what the reader returns never is."""
    interlaced: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[int, str, str], ...] = ()
    """Sound streams: index in the container, codec, language."""
    subtitles: tuple[tuple[int, str, str], ...] = ()
    """Subtitle streams: index in the container, codec, language."""


@dataclass(frozen=True, slots=True)
class Size:
    """A picture asked for.

    `fit` is "crop" (fill, cut what stands over), "squash" (ignore the shape) or "inside" (keep all).
    "inside" never enlarges: the picture is at most as large as the video, and may be smaller than asked on one side.
    """

    width: int
    height: int
    fit: str = "crop"
    on_device: bool = False
    """Whether it may stay, as a tensor, on the device that decoded it; most readers have none."""

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or self.fit not in ("crop", "squash", "inside"):
            raise ValueError(f"A picture cannot measure {self.width}x{self.height} with the fit {self.fit!r}.")


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What became of the frames asked for so far."""

    asked: int = 0
    decoded: int = 0
    corrupt: int = 0
    """Packets that the decoder refused or the container marked as broken."""
    broken: bool = False
    """Whether the file breaks off before its end."""
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """Frames that were asked for and did not come out."""
        return self.asked - self.decoded

    @property
    def damage(self) -> float:
        """The share of frames asked for that did not come out, in [0, 1]."""
        return self.missing / self.asked if self.asked else 0.0


NO_TIMES: Times = np.zeros(0)
"""No frame."""


class Reader(Protocol):
    """One opened video."""

    @property
    def facts(self) -> Facts:
        """What is known of it before its pictures are looked at."""

    def times(self) -> Times:
        """The presentation time of every frame, ascending, the first at 0, without decoding any."""

    def frames(self, times: Times, sizes: Sequence[Size], between: Times = NO_TIMES) -> Iterator[Frame]:
        """The frames shown at `times` (exact members of `times()`), each in all `sizes`; damaged ones are left out.

        Those shown at times of `between` come in the first size alone; all come in order, and each once.
        """

    def report(self) -> ReadReport:
        """What became of the frames asked for so far: complete once `frames` has been read to its end."""

    def close(self) -> None:
        """Let go of the file."""


def _pyav(path: Path) -> Reader:
    from vsearch.readers.pyav import PyAVReader

    return PyAVReader(path)


def _decord(path: Path) -> Reader:
    from vsearch.readers.decord import DecordReader

    return DecordReader(path)


def _nvdec(number: str = "0", *, path: Path) -> Reader:
    from vsearch.readers.nvdec.reader import NvdecReader

    return NvdecReader(path, int(number))


def _auto(*, path: Path) -> Reader:
    from vsearch.readers.nvdec.choice import faster

    return faster(path)


READERS: Table[Reader] = Table(
    "reader", "vsearch.readers", {"auto": _auto, "pyav": _pyav, "nvdec": _nvdec, "decord": _decord}
)
"""`READERS.make("pyav", path=path)` opens a video."""


def pictures_like(reader: str) -> str:
    """The reader on the CPU that gives the same pictures: what another one made need not be made again."""
    return "pyav" if reader.partition(":")[0] in ("auto", "nvdec") else reader
