"""Episodes cut from real clips: other films each time after one opening, at other moments and in other encodings."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vsearch.data.film import RATE, write_video
from vsearch.nouns import Pixels
from vsearch.readers import READERS, Size
from vsearch.readers.audio import Audio

OPENING = "tears_of_steel.webm", 20.0, 12.0
"""The clip that opens each episode, from when on and for how many seconds."""

_STORIES = (
    ("chrome.mp4", "cars.mp4"), ("big_buck_bunny.mp4", "rabbit.mp4"), ("driving.mp4", "pig.mp4"),
    ("person_by_person.mp4", "juggling.mp4"), ("cups.mp4", "frog.mp4"),
)  # fmt: skip
_SIZE = Size(320, 180, "crop")


@dataclass(frozen=True, slots=True)
class CutFilm:
    """A film that was cut together, and when its opening is shown."""

    path: Path
    start: float
    end: float


def cuttings(clips: Path, folder: Path) -> list[CutFilm]:
    """The episodes, each with a cold open of another length."""
    place = folder / "Cuttings"
    place.mkdir(parents=True, exist_ok=True)
    made = []
    for n, (first, second) in enumerate(_STORIES):
        cold = 2.3 * n
        parts = [(first, 0.0, cold)] * (n > 0) + [OPENING, (first, cold, 60.0), (second, 0.0, 60.0)]
        path = place / f"Cuttings S01E{n + 1:02}.mp4"
        pictures, waves, at, start = [], [], 0.0, 0.0
        for name, since, length in parts:
            shown, heard, lasts = _part(clips / name, since, length)
            start = at if name == OPENING[0] else start
            pictures += [(pixels, at + time) for pixels, time in shown]
            waves.append(heard)
            at += lasts
        options = {"preset": "veryfast", "crf": str(22 + 3 * n)}
        write_video(path, pictures, audio=np.concatenate(waves), fps=25, options=options)
        made.append(CutFilm(path, start, start + OPENING[2]))
    return made


def _part(path: Path, since: float, length: float) -> tuple[list[tuple[Pixels, float]], np.ndarray, float]:
    """The pictures of a stretch with their times in it, its sound, and how long it is."""
    reader = READERS.make("pyav", path=path)
    try:
        end = min(since + length, reader.facts.duration)
        wanted = reader.times()
        wanted = wanted[(wanted >= since) & (wanted < end)]
        wanted = wanted[np.concatenate([[True], np.diff(np.floor(wanted * 25)) > 0])] if len(wanted) else wanted
        shown = [(frame.pixels[0], frame.time - since) for frame in reader.frames(wanted, (_SIZE,))]
        heard = np.zeros(round((end - since) * RATE), np.float32)
        for first, piece in _heard(path, since, reader.facts.duration):
            part = piece[: max(0, len(heard) - first)]
            heard[first : first + len(part)] = part
    finally:
        reader.close()
    return shown, heard, end - since


def _heard(path: Path, since: float, duration: float) -> Iterator[tuple[int, np.ndarray]]:
    audio, first = Audio(path, duration=duration), 0
    try:
        for piece in audio.pieces((RATE,), since=since) if audio.present else ():
            yield first, piece[RATE]
            first += len(piece[RATE])
    finally:
        audio.close()
