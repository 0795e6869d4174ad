"""How a video moves, on disk: streams of numbers by second, what the camera does by stretch, and vectors of clips."""

import io
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.words import LARGE
from vsearch.library.storage import schema
from vsearch.motion import CAMERA, SUBJECT
from vsearch.nouns import Movement, Span, Vectors

VERSION = 1
"""Of what is measured; a part of another version is made again."""

_ARRAYS = ("camera", "subject", "measured", "starts", "ends", "vectors")


def _rows(width: int) -> NDArray[np.float32]:
    return np.zeros((0, width), np.float32)


@dataclass(frozen=True, slots=True)
class MotionTrack:
    """How a video moves; row n of a stream is its second n, columns are named by `CAMERA` and `SUBJECT`."""

    camera: NDArray[np.float32] = field(default_factory=lambda: _rows(len(CAMERA)))
    subject: NDArray[np.float32] = field(default_factory=lambda: _rows(len(SUBJECT)))
    measured: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """The share of each second that was looked at; in the others it is as near by in the same shot."""
    movements: tuple[Movement, ...] = ()
    """What the camera does, by stretches of shots; none where a shot was too short to be measured."""
    encoder: str = ""
    """Who made the vectors; nothing where there are none."""
    starts: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    ends: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """From where to where each clip runs that has a vector."""
    vectors: Vectors = field(default_factory=lambda: _rows(0))

    def __post_init__(self) -> None:
        if not len(self.camera) == len(self.subject) == len(self.measured):
            raise ValueError("The streams of a motion track have a row a second.")
        if self.camera.shape[1:] != (len(CAMERA),) or self.subject.shape[1:] != (len(SUBJECT),):
            raise ValueError("A stream of a motion track has other columns.")
        if not len(self.starts) == len(self.ends) == len(self.vectors):
            raise ValueError("A motion track has a vector a clip.")


def save(track: MotionTrack, path: Path) -> None:
    """Write a motion track as a compressed NumPy archive; the streams in half precision."""
    arrays = {name: getattr(track, name) for name in _ARRAYS}
    arrays |= {name: arrays[name].astype(np.float16) for name in ("camera", "subject", "measured")}
    about = {"version": VERSION, "encoder": track.encoder, "movements": [asdict(one) for one in track.movements]}
    with path.open("wb") as file:
        np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)


def load(content: bytes) -> MotionTrack:
    """Read a motion track back; of another version there is nothing to read but the vectors."""
    with np.load(io.BytesIO(content)) as data:
        about = schema.parsed("motion.npz", str(data["about"]))
        arrays = {name: data[name] for name in _ARRAYS}
    if about["version"] != VERSION:
        arrays = {name: arrays[name] for name in ("starts", "ends", "vectors")}
    arrays |= {name: arrays[name].astype(np.float32) for name in ("camera", "subject", "measured") if name in arrays}
    if not all((np.abs(rows) < LARGE).all() for rows in arrays.values()):
        raise ValueError("A number of its movement is none.")
    told = about["movements"] if about["version"] == VERSION else ()
    stretches = tuple(Movement(**{**one, "span": Span(**one["span"])}) for one in told)
    return MotionTrack(**arrays, encoder=about["encoder"], movements=stretches)
