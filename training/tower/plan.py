"""How to train: everything a person or a search may choose, and what is reported while it happens."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from math import inf
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.tower.network import TowerShape

TASKS = ("thumbnail", "highlight", "tags")


@dataclass(frozen=True, slots=True)
class Plan:
    """A training's choices; saved with what it made."""

    tasks: tuple[str, ...] = ()
    """What to learn; nothing named is everything there is."""
    epochs: int = 20
    patience: int = 4
    """Epochs without a better held-out score after which training stops."""
    batch: int = 32
    rate: float = 1e-3
    decay: float = 0.02
    drop: float = 0.1
    missing: float = 0.1
    """How often a modality is taken away from a video in training."""
    frames: int = 96
    """Frames of a video that one step looks at."""
    width: int = 256
    depth: int = 2
    heads: int = 4
    attention: str = "words"
    seed: int = 0

    def __post_init__(self) -> None:
        if unknown := [task for task in self.tasks if task not in TASKS]:
            raise UsageWrong(f"{unknown[0]!r} is no task. Choose from {', '.join(TASKS)}.")
        for name in ("epochs", "batch", "frames", "width", "heads"):
            if (count := getattr(self, name)) < 1:
                raise UsageWrong(f"A plan of {count} {name} trains nothing: give at least 1.")
        if not 0 < self.rate < inf:
            raise UsageWrong(f"The rate is a number above 0, not {self.rate}.")
        if self.seed < 0:
            raise UsageWrong(f"The seed is a whole number from 0 on, not {self.seed}.")
        if over := self.width % self.heads:
            near = [width for width in (self.width - over, self.width - over + self.heads) if width]
            choice = " or ".join(map(str, near))
            raise UsageWrong(f"A width of {self.width} cannot be shared by {self.heads} heads: take {choice}.")

    def shape(self, dataset: Dataset) -> TowerShape:
        """The tower this plan makes for a dataset."""
        return TowerShape(
            frames=dataset.width,
            words=dataset.text_width,
            sound=dataset.sound_width,
            signals=dataset.signals,
            tags=dataset.tags,
            width=self.width,
            depth=self.depth,
            heads=self.heads,
            drop=self.drop,
            attention=self.attention,
            motion=dataset.motion_width,
        )

    def plain(self) -> dict[str, Any]:
        """The plan as JSON knows it."""
        return {**asdict(self), "tasks": list(self.tasks)}


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch came to: its losses by task, its score on videos it did not learn from."""

    number: int
    losses: dict[str, float]
    score: float
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Where a training stands."""

    plan: Plan
    history: tuple[Epoch, ...] = ()
    stage: str = "training"
    notes: tuple[str, ...] = field(default=())


Watch = Callable[[TrainingProgress], None]
"""Who looks on; may raise to stop."""


def unwatched(progress: TrainingProgress) -> None:
    """Nobody looks on."""


def staged(watch: Watch, stage: str) -> Watch:
    """Who looks on is told of a stage."""
    return lambda progress: watch(replace(progress, stage=stage))
