"""Vertical films: a window of 9:16 that follows what catches the eye: still while it can be, slow where it must move.

Every quarter of a second each place of the window is worth the share of what catches the eye there: saliency, movement,
and heads, which must not be cut. The way through the places that is worth most, less what its moves cost, is found by
dynamic programming (Viterbi, 1967) for each shot by itself, and eased.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryError
from vsearch.faces import detector
from vsearch.library import Store
from vsearch.media.clips.sources import NEAR
from vsearch.media.stills.crops import head, notable, salience
from vsearch.nouns import Frame, Pixels, Span, Times
from vsearch.readers import READERS, Facts, Size

SHAPE = 9 / 16
TALLEST = 1920
"""Pixels; a window is never enlarged more than twice."""
EVERY = 0.25
SPEED = 0.5
"""Shares of the picture that the window may travel in a second."""
_MOVE = 3.0
"""What a move across the whole picture costs, against a quarter of a second of all that catches the eye."""
_STILL = 0.06
"""Shares of the picture within which a shot's window rather stands still."""
_PLACES = 61
_LOOK = 256
_EASE = 2.0
"""Samples: the deviation of the bell that eases moves."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the window begins at which time of the video, as a share of the way that it can travel along."""

    times: Times
    starts: Values

    def picture(self, frame: Frame, size: tuple[int, int]) -> Pixels:
        """The window of a frame, between its pixels, at a size."""
        import cv2

        pixels, start = frame.pixels[0], float(np.interp(frame.time, self.times, self.starts))
        high, wide = pixels.shape[:2]
        across = wide > high * SHAPE
        scale = size[1] / high if across else size[0] / wide
        left, top = (start * wide * scale, 0.0) if across else (0.0, start * high * scale)
        move = np.array([[scale, 0, -left], [0, scale, -top]], np.float64)
        return np.asarray(cv2.warpAffine(pixels, move, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def canvas(facts: Sequence[Facts]) -> tuple[int, int]:
    """The size of a vertical film, exactly 9:16, by the tallest window of its sources."""
    tallest = max(min(about.height, about.width / SHAPE) for about in facts)
    units = max(1, int(min(TALLEST, 2 * tallest) // 32))
    return 18 * units, 32 * units


def needed(facts: Facts, size: tuple[int, int]) -> list[Size]:
    """The size in which a frame is decoded: no larger than its window will be."""
    scale = size[1] / facts.height if facts.width > facts.height * SHAPE else size[0] / facts.width
    return [Size(round(facts.width * scale), round(facts.height * scale), "squash")] if scale < 1 else []


def framing(path: Path, span: Span, cuts: Sequence[float] = ()) -> Framing:
    """The calm way of the window through a stretch of a video, anew after each cut."""
    reader = READERS.make("pyav", path=path)
    try:
        times = reader.times()
        inside = times[(times > span.start - NEAR) & (times < span.end)]
        step = max(1, round(EVERY * reader.facts.fps))
        looks = inside[::step] if len(inside) else times[:1]
        shown = [(frame.time, frame.pixels[0]) for frame in reader.frames(looks, [Size(_LOOK, _LOOK, "inside")])]
    finally:
        reader.close()
    edges = [span.start, *(cut for cut in sorted(cuts) if span.start + NEAR < cut < span.end - NEAR), span.end + 1]
    parts = [list(_shot(shown, Span(*pair))) for pair in pairwise(edges)]
    points = [point for part in parts for point in part] or [(span.start, 0.0)]
    return Framing(np.array([time for time, _ in points]), np.array([start for _, start in points]))


def cuts(store: Store, video: str) -> list[float]:
    """When the shots of a video begin, as far as the library knows."""
    with suppress(LibraryError, OSError):
        table = store.shelf(video).frames()
        return [float(table.start[table.shot == shot].min()) for shot in np.unique(table.shot)]
    return []


def _share(pixels: Pixels) -> float:
    """How much of the picture's way the window covers."""
    high, wide = float(pixels.shape[0]), float(pixels.shape[1])
    return high * SHAPE / wide if wide > high * SHAPE else wide / SHAPE / high


def _shot(shown: Sequence[tuple[float, Pixels]], span: Span) -> Iterator[tuple[float, float]]:
    """Times and places of the window in one shot, from edge to edge."""
    own = [(time, pixels) for time, pixels in shown if span.start - NEAR <= time < span.end - NEAR]
    if not own:
        return
    share = _share(own[0][1])
    places = np.linspace(0, 1 - share, _PLACES)
    path = places[calmest(_worth([pixels for _, pixels in own], share, places), places)]
    path = np.full_like(path, np.median(path)) if np.ptp(path) < _STILL else _eased(path)
    yield span.start, float(path[0])
    yield from zip((time for time, _ in own), path.tolist(), strict=True)
    yield span.end - 2 * NEAR, float(path[-1])


def _worth(pictures: Sequence[Pixels], share: float, places: Values) -> Values:
    """What each place of the window is worth at each look: what it shows of what catches the eye, less cut heads."""
    faces, before, rows = detector(), None, []
    for pixels in pictures:
        axis = 0 if pixels.shape[1] > pixels.shape[0] * SHAPE else 1
        seen = salience(pixels).astype(np.float64) ** 2  # what stands out, rather than all that there is
        seen /= max(seen.sum(), 1e-9)
        grey = _grey(pixels, seen.shape)
        moved = np.zeros_like(grey) if before is None else np.abs(grey - before)
        moved = np.maximum(0, moved - 2 * np.median(moved) - 4)
        if moved.any():
            seen = (seen + moved / moved.sum()) / 2
        before = grey
        heads = [box[axis::2] for box in map(head, notable(faces.find(pixels)))]
        rows.append(_kept(seen.sum(axis=axis), share, places) - _cut(heads, share, places))
    return np.array(rows)


def _grey(pixels: Pixels, shape: tuple[int, ...]) -> Values:
    import cv2

    small = cv2.resize(pixels, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small.mean(axis=2), np.float64)


def _kept(profile: Values, share: float, places: Values) -> Values:
    """How much of what catches the eye a window at each place shows: all in its middle half, less towards its edges."""
    at = (np.arange(len(profile)) + 0.5) / len(profile)
    off = np.abs(at[None, :] - places[:, None] - share / 2) / (share / 2)
    return np.asarray(np.clip(2 - 2 * off, 0, 1) @ profile)


def _cut(heads: Sequence[tuple[float, ...]], share: float, places: Values) -> Values:
    """The share of the heads, each from a low to a high end, that a window at each place cuts off."""
    lost = np.zeros_like(places)
    for low, high in heads:
        inside = np.minimum(high, places + share) - np.maximum(low, places)
        lost += (1 - np.clip(inside / max(high - low, 1e-6), 0, 1)) / len(heads)
    return lost


def calmest(worth: Values, places: Values) -> NDArray[np.intp]:
    """The places that are worth most together, less what the moves between them cost; none faster than SPEED."""
    distance = np.abs(places[:, None] - places[None, :])
    cost = np.where(distance > SPEED * EVERY, np.inf, _MOVE * distance)
    total, back = worth[0], []
    for row in worth[1:]:
        reached = total[None, :] - cost
        back.append(reached.argmax(axis=1))
        total = reached.max(axis=1) + row
    way = [int(total.argmax())]
    for step in reversed(back):
        way.append(int(step[way[-1]]))
    return np.array(way[::-1], np.intp)


def _eased(path: Values) -> Values:
    """The same way without corners."""
    reach = np.arange(-6, 7)
    bell = np.exp(-((reach / _EASE) ** 2) / 2)
    return np.asarray(np.convolve(np.pad(path, 6, mode="edge"), bell / bell.sum(), mode="valid"))
