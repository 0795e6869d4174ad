"""Make a sample series: three short episodes with one opening and credits, so that there is something to find."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vsearch.data.film import RATE, Wave, write_video
from vsearch.data.render import pictures
from vsearch.data.scenes import SampleFilm, Take, View
from vsearch.data.sound import music, noise
from vsearch.errors import OutputRefused
from vsearch.nouns import Pixels

SERIES = "Window Seat"
FPS = 12.5

_OPENING = (
    Take("temple", 2.2, View(0.2, 0.4, 1.9), View(0.5, 0.5, 1.9)),
    Take("galaxies", 1.8, View(0.5, 0.5, 1.6), View(0.5, 0.5, 2.2)),
    Take("flower", 2.0, View(0.4, 0.5, 1.4), View(0.6, 0.5, 1.4)),
    Take("rocket", 2.0, View(0.5, 0.7, 1.6), View(0.5, 0.4, 1.6)),
)
_CREDITS = 7.0
"""Seconds that the credits scroll."""

_CREW = ("Written by Ada Moor", "Directed by Leo Hart", "Camera  Mia Stone", "Sound  Tom Reed", "Music  Ida Lund")


@dataclass(frozen=True, slots=True)
class SampleEpisode:
    """One episode: what it tells, what is seen before the opening and after it, and its guest in the credits."""

    number: int
    title: str
    cold: tuple[Take, ...]
    story: tuple[Take, ...]
    guest: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{SERIES} S01E{self.number:02} {self.title}.mp4"

    @property
    def opening(self) -> tuple[float, float]:
        """From when to when the opening is shown."""
        start = sum(take.seconds for take in self.cold)
        return start, start + sum(take.seconds for take in _OPENING)

    @property
    def credits(self) -> tuple[float, float]:
        """From when to when the credits are."""
        start = self.opening[1] + sum(take.seconds for take in self.story)
        return start, start + _CREDITS


def _take(photo: str, seconds: float, x: float, y: float, zoom: float, to: float = 0.0) -> Take:
    return Take(photo, seconds, View(x, y, zoom), View(x, y, to or zoom * 1.15))


EPISODES: Sequence[SampleEpisode] = (
    SampleEpisode(
        1, "The ferry", (), (_take("gravel", 3.2, 0.3, 0.4, 2.0), _take("motorcycle", 3.6, 0.5, 0.5, 1.2),
        _take("brick", 2.4, 0.6, 0.4, 1.8), _take("temple", 3.0, 0.7, 0.7, 2.8)), "Guest  Rex Vane",
    ),
    SampleEpisode(
        2, "The garage", (_take("motorcycle", 3.4, 0.3, 0.6, 2.4),), (_take("grass", 3.0, 0.5, 0.5, 1.5),
        _take("page", 2.8, 0.4, 0.5, 1.5), _take("clock", 3.2, 0.5, 0.5, 1.0)), "Guest  Uma Frost",
    ),
    SampleEpisode(
        3, "The night", (_take("moon", 2.6, 0.5, 0.5, 1.1), _take("text", 2.2, 0.5, 0.5, 1.0)),
        (_take("moon", 3.6, 0.35, 0.6, 2.6), _take("brick", 3.0, 0.3, 0.6, 2.4), _take("coins", 3.4, 0.5, 0.5, 1.7)),
        "Guest  Sue Nightingale",
    ),
)  # fmt: skip
"""The sample series, in order."""


def make_episodes(folder: Path, *, height: int = 270) -> Mapping[str, SampleEpisode]:
    """Write the sample series into a folder of its own below one, unless it is there; its episodes by file name."""
    place = folder / SERIES
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(
            f"The sample series cannot be written to {place}: {error}. Choose another folder."
        ) from error
    for one in EPISODES:
        if not (place / one.name).exists():
            _write(one, place / one.name, (height // 2 * 2, round(height * 16 / 9 / 2) * 2))
    return {one.name: one for one in EPISODES}


def _write(one: SampleEpisode, path: Path, size: tuple[int, int]) -> None:
    film = SampleFilm(one.name, one.title, "", (), (*one.cold, *_OPENING, *one.story))
    times = [n / FPS for n in range(round(film.duration * FPS))]
    shown = _both(pictures(film, times, size), _credits(one, film.duration, size))
    write_video(path, shown, audio=_sound(one), fps=FPS, options={"preset": "ultrafast"})


def _both(
    story: Iterator[tuple[Pixels, float]], credits_: Iterator[tuple[Pixels, float]]
) -> Iterator[tuple[Pixels, float]]:
    yield from story
    yield from credits_


def _credits(one: SampleEpisode, start: float, size: tuple[int, int]) -> Iterator[tuple[Pixels, float]]:
    """Names that go up over black."""
    import cv2

    height, width = size
    lines = (SERIES, f"Part {one.number}: {one.title}", *_CREW, one.guest, "Thank you for watching")
    pitch = height / 6
    for n in range(round(_CREDITS * FPS)):
        ground = np.zeros((height, width, 3), np.uint8)
        for number, line in enumerate(lines):
            y = 0.9 * height + number * pitch - n / FPS * 1.4 * pitch
            if -pitch < y < height + pitch:
                left = int(width / 2 - 0.02 * height * len(line))
                cv2.putText(
                    ground,
                    line,
                    (left, int(y)),
                    cv2.FONT_HERSHEY_SIMPLEX,
                    height / 400,
                    (235, 235, 235),
                    1,
                    cv2.LINE_AA,
                )
        yield ground, start + n / FPS


def _sound(one: SampleEpisode) -> Wave:
    """The series' two tunes, and something of its own for each story."""
    end = one.credits[1]
    heard = np.zeros(round(end * RATE), np.float32)
    own = np.random.default_rng([31, one.number])
    parts = [
        (0.0, 0.6 * noise(one.opening[0], own, 100, 3000, 0.05) if one.opening[0] else np.zeros(0, np.float32)),
        (one.opening[0], music(one.opening[1] - one.opening[0], np.random.default_rng(32))),
        (one.opening[1], 0.5 * music(one.credits[0] - one.opening[1], own)),
        (one.credits[0], music(_CREDITS, np.random.default_rng(33))),
    ]
    for start, part in parts:
        room = heard[round(start * RATE) :][: len(part)]
        room += part[: len(room)]
    return np.clip(heard, -0.98, 0.98)
