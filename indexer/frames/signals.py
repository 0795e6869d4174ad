"""Measure a picture: sharpness, light, colour, direction, writing, colour bars, and a hash to know it again by."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

Numbers = NDArray[np.float32]
Hashes = NDArray[np.uint64]
Signals = dict[str, Numbers]
"""One column of numbers for each signal."""

CHUNK = 32
"""Pictures measured together: more of them fall out of the processor's cache."""

STILL = ("sharpness", "brightness", "contrast", "entropy", "dark", "bright", "colour", "direction", "text", "bars")
"""What a picture tells by itself."""

BESIDE = ("peak", "floor", "motion", "steady", "flash", "fade", "dissolve")
"""The ends of its range of brightness, and what its neighbours in time tell of it."""

SIGNALS = (*STILL, *BESIDE, "score")
"""The columns of a frame table that say how good a frame is."""

_OPPONENTS = np.array([[1, -1, 0], [0.5, 0.5, -1]], np.float32)
_EMPTY = np.zeros(0, np.float32)
_BINS = 64
_LEVELS = np.arange(_BINS, dtype=np.float32) / (_BINS - 1)


def measure(pictures: Sequence[Pixels]) -> tuple[Signals, Hashes]:
    """The signals that need no neighbour, one number a picture, all in 0..1; and the hashes."""
    chunks = [_chunk(pictures[at : at + CHUNK]) for at in range(0, len(pictures), CHUNK)]
    names = (*STILL, "peak", "floor")
    signals = {name: np.concatenate([_EMPTY, *(found[name] for found, _ in chunks)]) for name in names}
    return signals, np.concatenate([np.zeros(0, np.uint64), *(known for _, known in chunks)])


def grey(picture: Pixels) -> Pixels:
    """The brightness of a picture."""
    plane: Pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return plane


def _chunk(batch: Sequence[Pixels]) -> tuple[Signals, Hashes]:
    plane = np.stack([grey(picture) for picture in batch])
    found = _light(plane)
    found |= dict(zip(("sharpness", "direction"), _edges(plane, found["contrast"]), strict=True))
    found["colour"] = np.array([_colour(picture) for picture in batch], np.float32)
    found["text"] = np.array([_text(one[::2]) for one in plane], np.float32)
    striped = [_bars(p) if vivid > 0.4 else 0.0 for p, vivid in zip(batch, found["colour"], strict=True)]
    found["bars"] = np.array(striped, np.float32)
    return found, _hashes(plane)


def _hashes(plane: Pixels) -> Hashes:
    """64 bits a picture: is each of 8 x 8 places clearly brighter than the one to its right?"""
    tiny = np.stack([cv2.resize(one, (9, 8), interpolation=cv2.INTER_AREA) for one in plane]).astype(np.int16)
    # Two levels of margin keep the noise of an even ground out of the hash.
    bits = (tiny[:, :, :-1] > tiny[:, :, 1:] + 2).reshape(len(plane), 64)
    return np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)


def _light(plane: Pixels) -> Signals:
    """From one histogram a picture: mean, deviation, entropy, the shares at both ends, 2nd and 98th percentile."""
    share = np.stack([_histogram(one, _BINS) for one in plane]) / np.float32(plane[0].size)
    mean = share @ _LEVELS
    summed = np.cumsum(share, axis=1)
    entropy = -(share * np.log2(share + 1e-9)).sum(axis=1) / np.log2(_BINS)
    return {
        "brightness": mean,
        "contrast": np.sqrt(np.maximum(share @ _LEVELS**2 - mean**2, 0)),
        "entropy": np.clip(entropy, 0, 1).astype(np.float32),
        "dark": share[:, :4].sum(axis=1),
        "bright": share[:, -3:].sum(axis=1),
        "peak": _LEVELS[np.argmax(summed >= 0.98, axis=1)],
        "floor": _LEVELS[np.argmax(summed >= 0.02, axis=1)],
    }


def _histogram(plane: Pixels, bins: int) -> Numbers:
    counts: Numbers = cv2.calcHist([plane], [0], None, [bins], [0, 256]).ravel()
    return counts


def _edges(plane: Pixels, contrast: Numbers) -> tuple[Numbers, Numbers]:
    """Sharpness: how much of the contrast is in the finest detail. Direction: do all edges run one way?"""
    found = []
    for one in plane:
        fine = cv2.meanStdDev(cv2.Laplacian(one, cv2.CV_16S))[1][0, 0]
        half = cv2.resize(one, (80, 45), interpolation=cv2.INTER_AREA)
        across, down = cv2.Sobel(half, cv2.CV_32F, 1, 0).ravel(), cv2.Sobel(half, cv2.CV_32F, 0, 1).ravel()
        xx, yy, xy = float(across @ across), float(down @ down), float(across @ down)
        found.append((fine, np.hypot(xx - yy, 2 * xy) / (xx + yy + 1)))
    fine, direction = np.array(found, np.float32).T
    # Both deviations are in grey levels; 16 levels keep the noise of an even ground from counting as detail.
    return np.clip(fine / (510 * contrast + 16), 0, 1).astype(np.float32), direction


def _colour(picture: Pixels) -> float:
    """Colourfulness after Hasler and Süsstrunk (2003), of every third pixel; 1 is their "extremely colourful"."""
    mean, spread = cv2.meanStdDev(cv2.transform(picture[::3, ::3].astype(np.float32), _OPPONENTS))
    return min(float(np.linalg.norm(spread) + 0.3 * np.linalg.norm(mean)) / 109, 1.0)


def _text(plane: Pixels) -> float:
    """Writing on an even ground: the share of the ground, if what lies on it crosses it often, in bands of rows."""
    ground = int(_histogram(plane, 32).argmax()) * 8 + 4
    mark = cv2.absdiff(plane, ground) > 28
    crossings = np.count_nonzero(mark[:, 1:] ^ mark[:, :-1], axis=1)
    rows = np.count_nonzero(crossings)
    if not 0 < rows < 0.8 * len(plane):
        return 0.0
    lively = min(max((crossings.sum() / rows - 4) / 6, 0.0), 1.0)
    return float(lively * (1 - np.count_nonzero(mark) / mark.size))


def _bars(picture: Pixels) -> float:
    """Colour bars: in the upper part every column is of one colour, with a few clear steps from one to the next."""
    upper = picture[4:50:3].astype(np.float32)
    columns = upper.mean(axis=0)
    between = float(columns.std(axis=0).mean())
    steps = np.count_nonzero(np.abs(np.diff(columns, axis=0)).max(axis=1) > 24)
    if between < 30 or not 4 <= steps <= 24:
        return 0.0
    return max(1 - 4 * float(upper.std(axis=0).mean()) / between, 0.0)
