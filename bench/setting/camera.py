"""A film at 1080p as a camera makes it: the samples' photographs, moving and with grain, five megabits a second."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vsearch.data.film import write_video
from vsearch.data.render import pictures
from vsearch.data.scenes import SampleFilm, Take, View
from vsearch.nouns import Pixels

SHOWN = ("coffee", "motorcycle", "temple", "cat", "rocket")
SECONDS = 10
RATE = 25
SIZE = (1080, 1920)
GRAIN = 4.0
"""The deviation of the grain in levels; noise without a picture would be what no codec is made for."""
_ROOM = 100
"""By how many pixels the grain is moved at most from one picture to the next."""


def filmed(path: Path, codec: str = "libx264", gop: int = 50) -> Path:
    """The film, written where there is none yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_video(path, _grained(), fps=RATE, codec=codec, gop=gop)
    return path


def _grained() -> Iterator[tuple[Pixels, float]]:
    import cv2

    dice = np.random.default_rng(5)
    high, wide = (side + _ROOM for side in SIZE)
    grain = np.repeat(dice.standard_normal((high, wide, 1), np.float32) * np.float32(GRAIN), 3, axis=2)
    takes = tuple(Take(name, SECONDS / len(SHOWN), View(0.4, 0.5, 1.0), View(0.6, 0.55, 1.3)) for name in SHOWN)
    film = SampleFilm("camera", "A street at night", "", (), takes)
    for shown, time in pictures(film, [n / RATE for n in range(SECONDS * RATE)], SIZE):
        top, left = dice.integers(0, _ROOM, 2)
        window = grain[top : top + SIZE[0], left : left + SIZE[1]]
        yield np.asarray(cv2.add(shown, window, dtype=cv2.CV_8U), np.uint8), time
