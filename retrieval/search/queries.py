"""What is looked for, as a direction among frames: words, a picture, or a moment that was seen before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vsearch.encoders.prompts import Calibration
from vsearch.errors import UsageWrong
from vsearch.nouns import Pixels, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.rows import unit
from vsearch.timecodes import seconds, within

THRESHOLD = 0.5
"""The calibrated score from which on a moment is called a good match."""


@dataclass(frozen=True, slots=True)
class Query:
    """A direction, how its scores are counted, and the shot that would only find itself, by its video and number."""

    direction: Vectors
    calibration: Calibration
    origin: tuple[str, int] | None = None
    judged: bool = True
    """Whether there was enough to compare with for «good» to mean something."""

    def among(self, frames: int) -> "Query":
        """The same, its scores counted from what chance reaches among so many frames."""
        return replace(self, calibration=self.calibration.among(frames))


def of_words(phrases: Phrases, held: FrameSearch, words: str, avoid: Sequence[str] = ()) -> Query:
    """Words less what all words share: frames that are near to every text gain nothing by it."""
    bank = phrases.bank()
    return Query(phrases.query(words, avoid) - bank.mean(axis=0, keepdims=True), held.ground(bank))


def of_picture(phrases: Phrases, held: FrameSearch, path: Path, avoid: Sequence[str] = ()) -> Query:
    """A picture from a file."""
    from vsearch.readers.image import image

    return _pictorial(phrases, held, phrases.encoder.encode_images(fitted(phrases, image(path))[None]), avoid, None)


def both(words: Query, picture: Query) -> Query:
    """Words together with a picture: the mean of both directions, each in deviations from what is usual along it.

    So neither drowns the other, though words lie farther from frames than pictures do; a frame that is a good match
    for both is one for them together, and what is much nearer than good to one makes up for a little less of the other.
    """
    parts = [(query, 0.5 / query.calibration.deviation) for query in (words, picture)]
    direction = np.asarray(sum(query.direction * share for query, share in parts), np.float32)
    mean = sum(query.calibration.mean * share for query, share in parts)
    return Query(direction, Calibration(float(mean), 1.0), picture.origin, judged=picture.judged)


def of_moment(library: Library, phrases: Phrases, held: FrameSearch, key: str, avoid: Sequence[str] = ()) -> Query:
    """A moment given as ID@TIME."""
    video, at, clock = key.rpartition("@")
    time = seconds(clock)
    if not at or time is None:
        raise UsageWrong(f"{key!r} is no moment. Give ID@TIME, such as 3f2a@1:23.5.")
    entry = library.find(video)
    within(entry.video, time)
    read = held.strip(entry.id)
    if not len(read.time):
        raise UsageWrong(f"{entry.video.path} has no kept frame to compare with. Name a moment of another video.")
    row = int(np.argmin(np.maximum(read.start - time, 0) + np.maximum(time - read.end, 0) + np.abs(read.time - time)))
    origin = (entry.id, int(read.shot[row]))
    return _pictorial(phrases, held, np.asarray(read.vectors[row : row + 1], np.float32), avoid, origin)


def fitted(phrases: Phrases, pixels: Pixels) -> Pixels:
    """A picture in the square that the encoder wants."""
    import cv2

    spec = phrases.encoder.spec
    high, wide = pixels.shape[:2]
    if spec.fit == "crop":
        side = min(high, wide)
        top, left = (high - side) // 2, (wide - side) // 2
        pixels = pixels[top : top + side, left : left + side]
    method = cv2.INTER_AREA if min(high, wide) > spec.size else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (spec.size, spec.size), interpolation=method), np.uint8)


def _pictorial(
    phrases: Phrases, held: FrameSearch, row: Vectors, avoid: Sequence[str], origin: tuple[str, int] | None
) -> Query:
    """A picture less what all of the library's frames share, counted from how alike its different videos are."""
    known = held.likeness()
    direction = known.direction(row)
    if avoid:
        bank = phrases.bank().mean(axis=0, keepdims=True)
        away = unit(sum(phrases.query(words) - bank for words in avoid)) * np.linalg.norm(direction)
        direction = np.asarray(direction - 0.5 * away, np.float32)
    begin = float(known.centre @ direction.reshape(-1))
    return Query(direction, replace(known.usual, mean=known.usual.mean + begin), origin, known.known)
