"""Views of pictures, cut on the device that learns: boxes as squares, by several resamplers, in odd light and focus."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from vsearch.training.distill.pictures.album import Album

Boxes = NDArray[np.float32]
"""Parts of pictures (n, 4): left, top, width and height as shares of the whole."""
SHOWN = 0.72
"""The least share of each side of a box that a view of it shows."""
SHRUNK = 1.7
"""Pixels of a picture to one of its view from which on neighbours are averaged first."""
CURVED, SPOILT, GREY = 0.25, 0.125, 0.08
"""Shares of pieces that are resampled bicubically, of views that are softened, made small, noised, of grey views."""


@dataclass(slots=True)
class Draw:
    """Dice, on the machine and on the device, and how far the work has come that they are thrown for."""

    rng: np.random.Generator
    torch: torch.Generator
    done: float = 0.0


class ViewPictures:
    """An album on a device, from which batches of views are cut."""

    def __init__(self, album: Album, device: torch.device) -> None:
        self.device = device
        self._pixels = [torch.from_numpy(shelf).to(device) for shelf in album.pixels]
        self._shelves, self._slots, self._sides = album.shelves, album.slots, album.sides

    def cut(self, rows: NDArray[np.int64], boxes: Boxes, side: int, rng: np.random.Generator | None = None) -> Tensor:
        """Parts of pictures (n, 3, side, side) in 0…1; with dice, flipped and resampled at random."""
        shrink = boxes[:, 2:].max(1) * self._sides[rows] / side >= SHRUNK
        keys = 2 * self._shelves[rows] + shrink
        order = np.argsort(keys, kind="stable")
        thetas = self._on(_affine(boxes, rng)[order])
        slots, pieces, start = self._on(self._slots[rows][order]), list[Tensor](), 0
        for key, count in zip(*np.unique(keys, return_counts=True), strict=True):
            part = slice(start, start := start + int(count))
            planes = self._pixels[int(key) // 2][slots[part]].permute(0, 3, 1, 2).float().div_(255)
            if key % 2:
                planes = F.avg_pool2d(planes, 2)
            curved = rng.random() < CURVED if rng else True
            pieces.append(_resample(planes, thetas[part], side, "bicubic" if curved else "bilinear"))
        return torch.cat(pieces)[self._on(np.argsort(order))]

    def plain(self, rows: NDArray[np.int64], side: int) -> Tensor:
        """Whole pictures as they are shown to a finished encoder."""
        made = torch.empty(len(rows), 3, side, side, device=self.device)
        for shelf in np.unique(self._shelves[rows]):
            here = np.flatnonzero(self._shelves[rows] == shelf)
            planes = self._pixels[int(shelf)][self._on(self._slots[rows[here]])].permute(0, 3, 1, 2).float() / 255
            large = planes.shape[-1] > side
            made[self._on(here)] = F.interpolate(
                planes, (side, side), mode="bilinear" if large else "bicubic", antialias=large
            ).clamp_(0, 1)
        return made

    def _on(self, values: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self.device, non_blocking=True)


def redraw(boxes: Boxes, rng: np.random.Generator) -> Boxes:
    """A part of every box, anywhere in it."""
    share = rng.uniform(SHOWN, 1.0, (len(boxes), 2)).astype(np.float32)
    size = boxes[:, 2:] * share
    corner = boxes[:, :2] + rng.uniform(0, 1, (len(boxes), 2)).astype(np.float32) * (boxes[:, 2:] - size)
    return np.concatenate([corner, size], 1)


def disguise(views: Tensor, draw: Draw) -> Tensor:
    """Every view in another light; some out of focus, from few pixels, noisy or without colour."""
    count = len(views)
    views = tint(views, draw.torch)
    parts = torch.from_numpy(draw.rng.permutation(count)).to(views.device)
    some, few = round(SPOILT * count), round(GREY * count)
    soft, small, noisy, grey = parts[:some], parts[some : 2 * some], parts[2 * some : 3 * some], parts[-few or count :]
    side = views.shape[-1]
    views[soft] = F.avg_pool2d(F.pad(views[soft], (1, 1, 1, 1), mode="replicate"), 3, 1)
    halved = F.avg_pool2d(views[small], 2)
    views[small] = F.interpolate(halved, (side, side), mode="bicubic" if draw.rng.random() < 0.5 else "bilinear")
    noise = torch.randn(views[noisy].shape, generator=draw.torch, device=views.device)
    views[noisy] += noise * draw.rng.uniform(0.01, 0.06)
    views[grey] = views[grey].mean(1, keepdim=True).expand(-1, 3, -1, -1)
    return views.clamp_(0, 1)


def tint(views: Tensor, generator: torch.Generator) -> Tensor:
    """Brightness, contrast, saturation and a slight cast, each drawn for every picture of a batch in 0…1."""
    draw = torch.rand(len(views), 6, 1, 1, generator=generator, device=views.device) * 2 - 1
    grey, mean = views.mean(1, keepdim=True), views.mean((1, 2, 3), keepdim=True)
    views = grey + (views - grey) * (1 + 0.4 * draw[:, 0:1])
    views = mean + (views - mean) * (1 + 0.35 * draw[:, 1:2]) + 0.15 * draw[:, 2:3]
    return views * (1 + 0.08 * draw[:, 3:6])


def _affine(boxes: Boxes, rng: np.random.Generator | None) -> NDArray[np.float32]:
    """Where a view's corners (±1, ±1) lie in the whole; with dice, half of them mirrored."""
    thetas = np.zeros((len(boxes), 2, 3), np.float32)
    thetas[:, 0, 0], thetas[:, 1, 1] = boxes[:, 2], boxes[:, 3]
    thetas[:, :, 2] = 2 * boxes[:, :2] + boxes[:, 2:] - 1
    if rng:
        thetas[:, 0, 0] *= np.where(rng.random(len(boxes)) < 0.5, -1, 1)
    return thetas


def _resample(planes: Tensor, thetas: Tensor, side: int, how: str) -> Tensor:
    grid = F.affine_grid(thetas, [len(planes), 3, side, side], align_corners=False)
    views = F.grid_sample(planes, grid, mode=how, padding_mode="reflection", align_corners=False)
    return views.clamp_(0, 1)
