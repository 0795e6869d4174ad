"""Teaches the glance, and writes it where it ships: `python -m bench.setting.screen.teach`, half an hour."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from bench.setting.places import IMAGES
from bench.setting.screen.draw import photographs
from bench.setting.screen.lessons import GlanceLessons, photographs_at
from vsearch.indexer.screen.glance import CELL, HEIGHT, WIDTH
from vsearch.models.sessions import traced
from vsearch.screen.rapidocr import RapidReader

PLACE = Path("data/glance/glance.onnx")
LESSONS, STEPS, BATCH, RATE = 6000, 900, 32, 4e-3
WRITTEN, EMPTY = 0.35, 0.03
"""Shares of a cell from which on it is writing, and up to which it is none; between them nothing is asked."""


class Network(nn.Module):
    """Three halvings and two wide looks: ten thousand numbers, seventeen million multiplications a picture."""

    def __init__(self, first: int = 8, second: int = 16, third: int = 24) -> None:
        super().__init__()
        self.seen = nn.Sequential(
            _step(1, first, 3, 2), _step(first, second, 3, 2), _step(second, second, 3), _step(second, third, 3, 2)
        )
        self.near = nn.Sequential(_step(third, third, 5, groups=third), _step(third, third, 1))
        self.far = nn.Sequential(_step(third, third, 5, groups=third, apart=2), _step(third, third, 1))
        self.told = nn.Conv2d(third, 1, 1)

    def forward(self, planes: Tensor) -> Tensor:
        """For each cell the logit of writing."""
        seen = self.seen((planes[:, :, : HEIGHT // CELL * CELL].float() - 128) / 64)
        seen = seen + self.near(seen)
        return self.told(seen + self.far(seen))


class Probable(nn.Module):
    """The network as it is shipped: bytes in, probabilities out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, plane: Tensor) -> Tensor:
        """The probability of writing in each cell."""
        return torch.sigmoid(self.network(plane))


def main() -> None:
    torch.manual_seed(3)
    detector = RapidReader().detector
    lessons = GlanceLessons(photographs(photographs_at(IMAGES)), lambda one: not detector.find(one), 1)
    planes, cells = map(np.stack, zip(*(lessons.one() for _ in range(LESSONS)), strict=True))
    network = taught(Network(), torch.from_numpy(planes), torch.from_numpy(cells))
    blank = torch.zeros(1, 1, HEIGHT, WIDTH, dtype=torch.uint8)
    traced(Probable(network), (blank,), PLACE, ["plane"], ["cells"], {})


def taught(network: Network, planes: Tensor, cells: Tensor) -> Network:
    """The network after it saw all lessons a few times."""
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS, pct_start=0.1)
    loss = nn.BCEWithLogitsLoss(reduction="none", pos_weight=torch.tensor(1.5))
    for _ in range(STEPS):
        rows = torch.randint(len(planes), (BATCH,))
        seen, share = _varied(planes[rows].float()[:, None]), cells[rows]
        asked = (share > WRITTEN) | (share <= EMPTY)
        found = (loss(network(seen)[:, 0], (share > WRITTEN).float()) * asked).mean()
        optimiser.zero_grad()
        found.backward()
        optimiser.step()
        schedule.step()
    return network


def _varied(planes: Tensor) -> Tensor:
    """Planes negative or not, with more or less contrast, brighter or darker."""
    planes = 255 - planes if torch.rand(()) < 0.5 else planes
    shape = (len(planes), 1, 1, 1)
    return (planes - 128) * torch.empty(shape).uniform_(0.7, 1.2) + 128 + torch.empty(shape).uniform_(-15, 15)


def _step(inputs: int, outputs: int, side: int, stride: int = 1, *, groups: int = 1, apart: int = 1) -> Any:
    reach = side // 2 * apart
    layer = nn.Conv2d(inputs, outputs, side, stride, reach, apart, groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU())


if __name__ == "__main__":
    main()
