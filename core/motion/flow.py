"""Flow: how every place of a small picture moves to the next one, and the camera's movement that explains most of it.

Dense inverse search (Kroeger and others, 2016) over pictures of 160 x 90; then a shift, a scale and a turn, fitted by
weights that forget what does not follow them. All lengths are heights of the picture as it is shown.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

Field = NDArray[np.float32]
"""A number a place of the picture, by row and column."""

ACROSS, DOWN = 32, 18
"""Places at which a flow is read."""

STILL = 0.2
"""Levels of 256 by which two pictures differ on average where nothing moves."""

OWN = 0.0055
"""Heights from which on a place moves by itself, whatever the camera does: half a pixel of the small picture."""

LEAN = 0.12
"""The share of its own movement by which the camera's model may be wrong at a place."""

RIM = 0.4
"""The share of the picture's edge that stands still before a camera that does."""

FLAT = 30.0
"""The squared slope of brightness at which the movement of a place is half believed."""

_ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Step:
    """What moves from one picture to the next: the camera, and places that do not follow it."""

    across: float
    """By how much the picture moves to the right."""
    down: float
    scale: float
    """By how much it grows: the logarithm of the scale."""
    turn: float
    """By how much it turns, in radians."""
    explained: float
    """The share of the picture that follows the camera."""
    amount: float
    """The share that moves against it."""
    moves: tuple[float, float]
    """How that moves on average, across and down, beside what the camera does."""
    middle: tuple[float, float]
    """Where that is, in shares of width and height."""
    speed: float
    """How far each of its places moves, on average."""


STANDING = Step(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, (0.0, 0.0), (0.5, 0.5), 0.0)
"""A step in which nothing moves."""


def step(before: Pixels, after: Pixels, aspect: float) -> Step:
    """What moves between two grey planes of pictures whose width is `aspect` heights."""
    import cv2

    if float(cv2.norm(before, after, cv2.NORM_L1)) < STILL * before.size:
        return STANDING
    field = cv2.resize(_search().calc(before, after, None), (ACROSS, DOWN), interpolation=cv2.INTER_AREA)
    high, wide = before.shape
    moved = field.reshape(-1, 2) * np.array([aspect / wide, 1 / high], np.float32)
    places = _places(aspect)
    sure = _sure(before)
    model = np.zeros(4, np.float32) if _stands(moved, sure) else _fitted(places, moved, sure)
    told = _told(places, model)
    return _summed(places, moved - told, np.linalg.norm(told, axis=1), sure, model, aspect)


@cache
def _search() -> Any:
    import cv2

    made = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    made.setVariationalRefinementIterations(0)  # a fifth of all time, for nothing that the fit does not mend
    return made


@cache
def _places(aspect: float) -> Field:
    """Where a flow is read, across and down from the middle, in heights."""
    x = ((np.arange(ACROSS) + 0.5) / ACROSS - 0.5) * aspect
    y = (np.arange(DOWN) + 0.5) / DOWN - 0.5
    return np.stack(np.meshgrid(x, y), -1).reshape(-1, 2).astype(np.float32)


def _sure(plane: Pixels) -> Field:
    """How far the movement of each place can be believed: not where the picture is even."""
    import cv2

    across, down = cv2.Sobel(plane, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(plane, cv2.CV_32F, 0, 1, scale=0.25)
    slope = cv2.resize(across**2 + down**2, (ACROSS, DOWN), interpolation=cv2.INTER_AREA).reshape(-1)
    return np.asarray(slope / (slope + FLAT) + 1e-4, np.float32)


def _stands(moved: Field, sure: Field) -> bool:
    """Whether much of what lies along the edges stands still: there is the ground, whatever moves before it."""
    rim = sure * _rim()
    return float(rim[np.linalg.norm(moved, axis=1) < OWN / 2].sum()) > RIM * float(rim.sum())


@cache
def _rim() -> Field:
    """1 for the places along the edges, 0 within."""
    rim = np.ones((DOWN, ACROSS), np.float32)
    rim[3:-3, 5:-5] = 0
    return rim.reshape(-1)


def _fitted(places: Field, moved: Field, sure: Field) -> Field:
    """Shift, scale and turn, by weighted least squares again and again: what lies far off counts ever less."""
    model = np.array([_middle(moved[:, 0], sure), _middle(moved[:, 1], sure), 0, 0], np.float32)
    for turn in range(_ROUNDS):
        rest = np.linalg.norm(moved - _told(places, model), axis=1)
        width = max(OWN / 2, _middle(rest, sure) * (2.5 if turn < _ROUNDS // 2 else 1.5))
        weights = sure / (1 + (rest / width) ** 2) ** 2
        model = _solved(places, moved, weights)
    return model


def _solved(places: Field, moved: Field, weights: Field) -> Field:
    """The similarity that explains movements best: u = a + s x - r y, v = b + s y + r x."""
    total = float(weights.sum())
    at, to = weights @ places / total, weights @ moved / total
    p, m = places - at, moved - to
    spread = float(weights @ (p**2).sum(axis=1)) + 1e-9
    scale = float(weights @ (p * m).sum(axis=1)) / spread
    turn = float(weights @ (p[:, 0] * m[:, 1] - p[:, 1] * m[:, 0])) / spread
    return np.array(
        [to[0] - scale * at[0] + turn * at[1], to[1] - scale * at[1] - turn * at[0], scale, turn], np.float32
    )


def _told(places: Field, model: Field) -> Field:
    across, down, scale, turn = model
    x, y = places[:, 0], places[:, 1]
    return np.stack([across + scale * x - turn * y, down + scale * y + turn * x], 1)


def _summed(places: Field, rest: Field, told: Field, sure: Field, model: Field, aspect: float) -> Step:
    far = np.linalg.norm(rest, axis=1)
    own = sure * (far > OWN + LEAN * told)
    amount, total = float(own.sum()), float(sure.sum())
    share = own / max(amount, 1e-9)
    middle = share @ places
    moves = share @ rest
    return Step(
        float(model[0]), float(model[1]), float(np.log(max(1 + model[2], 0.1))), float(model[3]),
        1 - amount / total, amount / total, (float(moves[0]), float(moves[1])),
        (float(middle[0] / aspect + 0.5), float(middle[1] + 0.5)) if amount else (0.5, 0.5),
        float(share @ far),
    )  # fmt: skip


def _middle(values: Field, weights: Field) -> float:
    """The weighted median."""
    order = np.argsort(values)
    summed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(summed, summed[-1] / 2)])
