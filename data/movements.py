"""Shots whose movement is known: pans, tilts, zooms, shake and hands over photographs, with or without a subject."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Pixels

KINDS = ("static", "pan", "tilt", "zoom", "shake", "handheld")
DIRECTIONS = {"pan": ("left", "right"), "tilt": ("up", "down"), "zoom": ("in", "out")}

Thing = tuple[Pixels, NDArray[np.float32], Callable[[float], tuple[float, float, float]]]
"""What lies over the ground: its picture, its soft edge, and where it is at a time (across, down, how near)."""

_WAVES = 5
"""Sines that a hand's movement is made of."""


@dataclass(frozen=True, slots=True)
class MovingShot:
    """How the camera moves, and what moves before it; lengths are heights of the picture, times seconds."""

    kind: str
    direction: str = ""
    speed: float = 0.0
    """Heights a second; of a zoom, the growth's logarithm a second."""
    waves: tuple[tuple[float, float, float, float], ...] = ()
    """A hand's sines: hertz, phase, and how far they go across and down."""
    subject: float = 0.0
    """Heights a second that a subject moves; 0 for none."""
    heading: float = 0.0
    """Where the subject goes, in radians."""
    size: float = 0.0
    """The subject's height."""
    near: float = 1.0
    """How much faster than the ground something near passes: 1 for nothing near."""
    noise: float = 0.0
    """Levels of 256 of the sensor's noise."""


def moving_shot(dice: np.random.Generator, kind: str = "", *, subject: bool | None = None) -> MovingShot:
    """A shot by lot, of a kind or of any."""
    kind = kind or str(dice.choice(KINDS))
    direction = str(dice.choice(DIRECTIONS[kind])) if kind in DIRECTIONS else ""
    speed = {"zoom": dice.uniform(0.07, 0.35)}.get(kind, dice.uniform(0.08, 0.6)) if direction else 0.0
    waves: tuple[tuple[float, float, float, float], ...] = ()
    if kind == "shake":
        waves = _waves(dice, (3.0, 7.0), dice.uniform(0.012, 0.03))
    elif kind == "handheld":
        waves = _waves(dice, (0.5, 2.5), dice.uniform(0.006, 0.015))
    elif kind in ("pan", "tilt") and dice.random() < 0.4:  # nobody pans like a machine
        waves = _waves(dice, (0.5, 2.0), dice.uniform(0.0, 0.05) * speed)
    moving = dice.random() < 0.4 if subject is None else subject
    return MovingShot(
        kind, direction, float(speed), waves,
        float(dice.uniform(0.15, 0.8)) if moving else 0.0, float(dice.uniform(0, 2 * np.pi)),
        float(dice.uniform(0.25, 0.5)), float(dice.uniform(1.4, 2.2)) if dice.random() < 0.25 else 1.0,
        float(dice.uniform(0, 3)),
    )  # fmt: skip


def _waves(
    dice: np.random.Generator, hertz: tuple[float, float], reach: float
) -> tuple[tuple[float, float, float, float], ...]:
    """Sines that reach so far together, across and down in parts."""
    parts = dice.uniform(0.5, 1, (_WAVES, 2)) * reach / _WAVES**0.5
    return tuple(
        (float(dice.uniform(*hertz)), float(dice.uniform(0, 2 * np.pi)), float(across), float(down))
        for across, down in parts
    )


def drawn(
    shot: MovingShot, ground: Pixels, other: Pixels, times: Sequence[float], size: tuple[int, int], seed: int = 0
) -> Iterator[Pixels]:
    """The shot's pictures, height x width, over one photograph; the subject is cut from another."""
    import cv2

    high, wide = size
    dice = np.random.default_rng(seed)
    # The photograph is a little larger than the picture, and goes on mirrored beyond its edges.
    base = 1.5 * max(high / ground.shape[0], wide / ground.shape[1])
    ground = cv2.resize(ground, None, fx=base, fy=base, interpolation=cv2.INTER_AREA if base < 1 else cv2.INTER_CUBIC)
    things = _things(shot, other, high)
    for time in times:
        across, down, scale = _camera(shot, time)
        shown = _laid(ground, (across, down, scale), (wide, high))
        for pixels, mask, place in things:
            x, y, near = place(time)
            _put(shown, pixels, mask, ((x - across * near) * scale * high, (y - down * near) * scale * high), scale)
        grain = dice.normal(0, shot.noise, (*size, 1)) if shot.noise else 0
        yield np.clip(shown + grain, 0, 255).astype(np.uint8)


def _camera(shot: MovingShot, time: float) -> tuple[float, float, float]:
    """Where the camera looks, in heights, and how near."""
    ways = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
    x, y = ways.get(shot.direction, (0, 0))
    across, down = x * shot.speed * time, y * shot.speed * time
    for hertz, phase, sideways, upwards in shot.waves:
        across += sideways * np.sin(2 * np.pi * hertz * time + phase)
        down += upwards * np.sin(2 * np.pi * hertz * time + 1.7 * phase)
    growth = {"in": shot.speed, "out": -shot.speed}.get(shot.direction, 0.0)
    return across, down, float(np.exp(growth * time))


def _laid(ground: Pixels, camera: tuple[float, float, float], size: tuple[int, int]) -> Pixels:
    import cv2

    across, down, scale = camera
    wide, high = size
    x, y = ground.shape[1] / 2 + across * high, ground.shape[0] / 2 + down * high
    matrix = np.array([[scale, 0, wide / 2 - scale * x], [0, scale, high / 2 - scale * y]], np.float32)
    laid: Pixels = cv2.warpAffine(ground, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return laid


def _things(shot: MovingShot, other: Pixels, high: int) -> list[Thing]:
    """A subject that moves, and something near."""
    import cv2

    found: list[Thing] = []
    side = max(8, round(shot.size * high))
    pixels = cv2.resize(other, (side, side), interpolation=cv2.INTER_AREA)
    mask = np.zeros((side, side), np.float32)
    cv2.ellipse(mask, (side // 2, side // 2), (int(side * 0.38), int(side * 0.46)), 0, 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), side / 40)
    if shot.subject:
        x, y = np.cos(shot.heading), np.sin(shot.heading)

        def walks(time: float) -> tuple[float, float, float]:
            gone = 0.5 * (1 - np.cos(2 * np.pi * shot.subject * time / 1.2)) - 0.5  # to and fro, over 0.6 heights
            return 0.6 * gone * x, 0.6 * gone * y, 0.0

        found.append((pixels, mask, walks))
    if shot.near > 1:
        found.append((pixels[:, ::-1], mask, lambda _: (0.45, 0.3, shot.near)))
    return found


def _put(shown: Pixels, pixels: Pixels, mask: NDArray[np.float32], place: tuple[float, float], scale: float) -> None:
    import cv2

    high, wide = shown.shape[:2]
    side = pixels.shape[0]
    matrix = np.array(
        [[scale, 0, wide / 2 + place[0] - scale * side / 2], [0, scale, high / 2 + place[1] - scale * side / 2]],
        np.float32,
    )
    over = cv2.warpAffine(pixels, matrix, (wide, high))
    share = cv2.warpAffine(mask, matrix, (wide, high))[..., None]
    shown[:] = (shown * (1 - share) + over * share).astype(np.uint8)
