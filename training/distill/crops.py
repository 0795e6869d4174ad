"""Random views of pictures: crops, flips, blur, compression and colour, so that an odd frame is no surprise."""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SHOWN = 0.08, 0.75
"""The least and the greatest share of a picture that a crop shows; small ones are as frequent as large ones."""
TINIEST = 24
"""Pixels a side below which a crop shows nothing."""


def crop(picture: NDArray[np.uint8], dice: np.random.Generator) -> NDArray[np.uint8]:
    """A part of a picture that the teacher is to look at by itself: close-ups are not what the whole is."""
    high, wide = picture.shape[:2]
    area = high * wide * np.exp(dice.uniform(*np.log(SHOWN)))
    shape = np.exp(dice.uniform(-0.29, 0.29))
    across, down = (
        min(whole, max(TINIEST, round(float(side))))
        for whole, side in ((wide, np.sqrt(area * shape)), (high, np.sqrt(area / shape)))
    )
    left, top = dice.integers(0, wide - across + 1), dice.integers(0, high - down + 1)
    return picture[top : top + down, left : left + across]


def view(
    pixels: NDArray[np.uint8], aspect: float, side: int, rng: np.random.Generator, least: float
) -> NDArray[np.uint8]:
    """A random crop of a squashed square picture as `side` pixels a side; `least` is the smallest share of its area."""
    stored = pixels.shape[0]
    area, shape = rng.uniform(least, 1.0), np.exp(rng.uniform(-0.3, 0.4))
    # In units of the stored square: a crop that is `shape` wide for its height in the unsquashed picture.
    wide = min(1.0, np.sqrt(area * shape / aspect))
    high = min(1.0, area / wide)
    left, top = rng.uniform(0, 1 - wide), rng.uniform(0, 1 - high)
    flip = rng.random() < 0.5
    scale_x, scale_y = side / (wide * stored), side / (high * stored)
    matrix = np.array([[scale_x, 0, -left * stored * scale_x], [0, scale_y, -top * stored * scale_y]])
    matrix[:, 2] += 0.5 * matrix[:, :2].sum(1) - 0.5
    if flip:
        matrix[0] = [-scale_x, 0, side - 1 - matrix[0, 2]]
    if min(scale_x, scale_y) < 0.7:
        pixels = cv2.blur(pixels, (2, 2))
    out = cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return spoil(out, rng)


def spoil(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Now and then a blur, a trace of JPEG, or the loss of all colour."""
    kind = rng.random()
    if kind < 0.08:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.5, 1.3)), np.uint8)
    if kind < 0.18:
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 75))])
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    if kind < 0.26:
        return np.repeat(pixels.mean(2, keepdims=True), 3, 2).astype(np.uint8)
    return pixels


def tint(batch: Tensor, generator: torch.Generator) -> Tensor:
    """Brightness, contrast, saturation and a slight cast, each drawn for every picture of a batch in 0…1."""
    n = len(batch)
    draw = torch.rand(n, 6, 1, 1, generator=generator) * 2 - 1
    grey, mean = batch.mean(1, keepdim=True), batch.mean((1, 2, 3), keepdim=True)
    batch = grey + (batch - grey) * (1 + 0.4 * draw[:, 0:1])
    batch = mean + (batch - mean) * (1 + 0.35 * draw[:, 1:2]) + 0.15 * draw[:, 2:3]
    return (batch * (1 + 0.08 * draw[:, 3:6])).clamp_(0, 1)
