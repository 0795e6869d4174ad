"""The pictures of made episodes, small, at any time."""

from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.setting.series.story import MadeEpisode, PieceShot
from vsearch.data.photos import photo
from vsearch.nouns import Pixels, Times

SIZE = (90, 160)
"""Height and width of what is measured."""


def pictures(episode: MadeEpisode, times: Times, size: tuple[int, int] = SIZE) -> list[Pixels]:
    """The picture at each time; the codec's noise is another in every episode."""
    rng, wear = np.random.default_rng([len(episode.id), *episode.id.encode()]), episode.wear
    shots = list(episode.shots())
    starts = np.array([start for start, _ in shots])
    turns = edges(episode)
    found = []
    for time in (times * wear.speed).tolist():
        number = int(np.searchsorted(starts, time + 1e-6)) - 1
        start, shot = shots[number]
        shown = drawn(shot, time - start, size).astype(np.float32)
        share, other = _faded(time, turns, starts, wear.fade)
        if other is not None:
            beside = 0.0 if wear.through else drawn(*_held(shots[other], starts[other] < start), size)
            shown = (1 - share) * shown + share * beside
        if wear.shift:
            shown = np.roll(shown, round(wear.shift * size[1]), axis=1)
        noise = rng.integers(-round(wear.grain), round(wear.grain) + 1, shown.shape, np.int16)
        found.append(np.clip(wear.gain * shown + noise, 0, 255).astype(np.uint8))
    return found


def edges(episode: MadeEpisode) -> NDArray[np.float64]:
    """Where a piece of another kind begins, at the speed at which the episode was made."""
    pairs = zip(pairwise(episode.pieces), episode.starts()[1:], strict=False)
    return np.array([start for (one, other), start in pairs if one.kind != other.kind])


def _faded(
    time: float, turns: NDArray[np.float64], starts: NDArray[np.float64], fade: float
) -> tuple[float, int | None]:
    """How much the shot on the other side of the nearest edge is seen at a moment, and which it is."""
    if not fade or not len(turns):
        return 0.0, None
    edge = float(turns[np.abs(turns - time).argmin()])
    far = abs(edge - time) / fade
    if far >= 0.5:
        return 0.0, None
    at = int(np.searchsorted(starts, edge + 1e-6)) - 1
    return 0.5 - far, at - 1 if time >= edge else at


def _held(shot: tuple[float, PieceShot], before: bool) -> tuple[PieceShot, float]:
    """A shot as it stands at its end, or at its beginning."""
    return shot[1], shot[1].seconds if before else 0.0


def drawn(shot: PieceShot, since: float, size: tuple[int, int]) -> Pixels:
    """What a shot shows so many seconds after its beginning."""
    height, width = size
    share = (shot.since + since) / (shot.whole or shot.seconds)
    shown = _seen(shot, share, size) if shot.photo else np.zeros((height, width, 3), np.uint8)
    if shot.lines:
        shown = _written(shown, shot, shot.since + since)
    return shown


def _seen(shot: PieceShot, share: float, size: tuple[int, int]) -> Pixels:
    height, width = size
    canvas = _canvas(shot.photo)
    tall, wide = canvas.shape[:2]
    zoom = shot.zoom * shot.grow**share
    w = min(wide, tall * width / height) / zoom
    h = w * height / width
    x = min(max(shot.x * wide, w / 2), wide - w / 2)
    y = min(max(shot.y * tall, h / 2), tall - h / 2)
    step = w / width
    matrix = np.array([[step, 0, x - w / 2 + step / 2 - 0.5], [0, step, y - h / 2 + step / 2 - 0.5]])
    flags = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    shown = cv2.warpAffine(canvas, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if shot.flip:
        shown = shown[:, ::-1]
    return np.clip(shown * np.array(shot.tint, np.float32), 0, 255).astype(np.uint8)


def _written(ground: Pixels, shot: PieceShot, since: float) -> Pixels:
    shown = np.ascontiguousarray(ground)
    height, width = shown.shape[:2]
    pitch = height / 6
    for number, line in enumerate(shot.lines):
        y = (number + 1) * pitch if not shot.scroll else height + number * pitch - since * shot.scroll * pitch
        if -pitch < y < height + pitch:
            left = int(width * (0.5 - 0.022 * len(line)))
            size = height / 90 * 0.34
            cv2.putText(shown, line, (left, int(y)), cv2.FONT_HERSHEY_SIMPLEX, size, (235, 235, 235), 1, cv2.LINE_AA)
    return shown


@lru_cache(maxsize=32)
def _canvas(name: str) -> Pixels:
    pixels = photo(name)
    scale = 480 / min(pixels.shape[:2])
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
