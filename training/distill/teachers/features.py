"""What several teachers say of the bank, on the device that learns: each part standardised and of unit length."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from vsearch.training.distill.teachers.teacher import TeacherSpec

AT_ONCE = 4096
"""Rows that are widened to full precision together."""


class Features:
    """Half-precision answers; they are widened only where they are taken."""

    def __init__(self, answers: NDArray[np.float16], specs: Sequence[TeacherSpec], device: torch.device) -> None:
        self._answers, self._seen, self._shared = torch.from_numpy(answers).to(device), list[slice](), list[slice]()
        start = 0
        for spec in specs:
            self._seen.append(slice(start, start := start + spec.width))
            self._shared.append(slice(start, start := start + len(spec.classes)))
        self._alone = len(specs) == 1
        self._centre, self._spread = self._measured()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def width(self) -> int:
        """How many numbers all teachers together say of a view."""
        return sum(part.stop - part.start for part in self._seen)

    def parts(self, wide: Tensor) -> list[Tensor]:
        """One tensor a teacher, out of what stands side by side."""
        return list(torch.split(wide, [part.stop - part.start for part in self._seen], 1))

    def taken(self, places: Tensor | slice) -> list[Tensor]:
        """Each teacher's features of these views: centred and scaled by column, so that no few strong ones drown the
        rest, and of unit length."""
        rows = self._answers[places]
        return [
            F.normalize((rows[:, part].float() - self._centre[part]) / self._spread[part], dim=-1)
            for part in self._seen
        ]

    def shares(self, places: Tensor) -> Tensor:
        """How the teachers share these views out among all their classes, each teacher with an equal say."""
        rows, asked = self._answers[places], [part for part in self._shared if part.start < part.stop]
        return torch.cat([rows[:, part].float() / len(asked) for part in asked], 1) if asked else rows[:, :0].float()

    def joint(self, see: Callable[[Tensor], Tensor]) -> Tensor:
        """Unit rows of what `see` makes of all features; an only teacher's own features are taken as they are."""
        made = []
        for start in range(0, len(self), AT_ONCE):
            places = slice(start, start + AT_ONCE)
            raw = self._answers[places, self._seen[0]].float()
            made.append(F.normalize(see(raw if self._own(see) else torch.cat(self.taken(places), 1)), dim=-1))
        return torch.cat(made)

    def _own(self, see: Callable[[Tensor], Tensor]) -> bool:
        return self._alone and isinstance(see, torch.nn.Identity)

    def _measured(self) -> tuple[Tensor, Tensor]:
        """Mean and deviation of every column."""
        wide = self._answers.shape[1]
        total, squares = (torch.zeros(wide, dtype=torch.float64, device=self._answers.device) for _ in range(2))
        for start in range(0, len(self), AT_ONCE):
            rows = self._answers[start : start + AT_ONCE].float()
            total += rows.sum(0)
            squares += rows.pow(2).sum(0)
        mean = total / len(self)
        spread = (squares / len(self) - mean**2).clamp(min=0).sqrt() + 0.05
        return mean.float(), spread.float()
