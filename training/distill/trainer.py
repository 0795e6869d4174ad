"""Training of one module by one worker on a device, or by one on each core that never waits for another."""

import copy
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from vsearch.training.distill import checkpoints
from vsearch.training.distill.muon import Muon
from vsearch.training.distill.pictures.views import Draw
from vsearch.training.distill.stages import Student
from vsearch.training.tower.network import follow

KERNEL = 4
"""Dimensions of a convolution's kernel."""
FURTHER = 8.0
"""How much larger a step of a kernel's orthogonal momentum is than the rate, which is meant for AdamW."""
GENTLY = 0.33
"""The rate of weights that are to learn gently, as a share of the others'."""
TOLD_EVERY = 50
"""Steps between two reports: reading losses makes a device wait."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a stage lasts: minutes of wall clock, or a number of steps, whichever ends first."""

    minutes: float = math.inf
    steps: int = 10**9

    def spent(self, seconds: float, steps: int) -> float:
        """The share of it that is used up, 0…1."""
        return min(1.0, max(seconds / 60 / self.minutes, steps / self.steps))


@dataclass(frozen=True, slots=True)
class DistillProgress:
    """What a stage reports as it goes: means of its losses over the last steps or so."""

    stage: str
    done: float
    steps: int
    losses: Mapping[str, float]


Lesson = Callable[[Student, Draw], dict[str, Tensor]]
"""One batch: named losses of a student, whose sum is to become small."""


@dataclass(slots=True)
class Trainer:
    """Teaches `module` until the budget is spent; `smooth` is the running mean of its weights, which is what is kept.

    One worker steps on the module itself. Of several, each computes gradients on a copy and applies them under a lock:
    gradients are then at most a few steps old, and no core idles because another one was lent to someone else.
    """

    stage: str
    module: Student
    lesson: Lesson
    budget: Budget
    checkpoint: Path
    device: torch.device
    rate: float = 2e-3
    gently: str = ""
    """Parameters whose names begin so learn at a third of the rate; empty for none."""
    workers: int = 1
    seed: int = 0
    report: Callable[[DistillProgress], None] | None = None
    smooth: Student = field(init=False)
    steps: int = field(init=False, default=0)
    seconds: float = field(init=False, default=0.0)
    _losses: dict[str, Tensor] = field(init=False, default_factory=dict)
    _optimizers: list[torch.optim.Optimizer] = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _failure: BaseException | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.smooth = copy.deepcopy(self.module).eval().requires_grad_(False)
        named = [(name, p) for name, p in self.module.named_parameters() if p.requires_grad]
        groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
        for name, weight in named:
            slow = bool(self.gently) and name.startswith(self.gently)
            if weight.ndim < KERNEL:
                groups.setdefault((weight.ndim > 1, slow), []).append(weight)
        decayed = [
            {"params": weights, "weight_decay": 0.05 * wide, "pace": GENTLY if slow else 1.0}
            for (wide, slow), weights in groups.items()
        ]
        self._optimizers = [torch.optim.AdamW(decayed, lr=self.rate, betas=(0.9, 0.98), fused=True)]
        kernels = [weight for _, weight in named if weight.ndim == KERNEL]
        if kernels:
            self._optimizers.append(Muon([{"params": kernels, "pace": FURTHER}], lr=self.rate))

    @property
    def done(self) -> float:
        """The share of the budget that is used up."""
        return self.budget.spent(self.seconds, self.steps)

    def teach(self, save_every: float = 120.0) -> Student:
        """Run to the end of the budget, from the checkpoint if there is one, and give the smoothed module."""
        self._resume()
        before = self.steps
        team = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(self.workers)]
        for worker in team:
            worker.start()
        while any(worker.is_alive() for worker in team):
            team[0].join(save_every)
            self._save()
        if self._failure:
            raise self._failure
        if self.steps > before:
            self._tell()
        return self.smooth

    def _work(self, number: int) -> None:
        if self.device.type == "cpu":
            torch.set_num_threads(1)
        seed = self.seed + 1000 * self.steps + number
        draw = Draw(np.random.default_rng(seed), torch.Generator(self.device).manual_seed(seed))
        replica = (copy.deepcopy(self.module) if self.workers > 1 else self.module).train()
        try:
            while self.done < 1 and not self._failure:
                started = time.monotonic()
                with self._lock:
                    before = _follow(replica, self.module) if self.workers > 1 else []
                draw.done = self.done
                losses = self.lesson(replica, draw)
                replica.zero_grad()
                torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(replica.parameters(), 2.0)
                with self._lock:
                    self._apply(replica, before)
                    self._note(losses, started)
        except BaseException as error:  # carried to the thread that waits in teach()
            self._failure = error

    @torch.no_grad()
    def _apply(self, replica: nn.Module, before: list[Tensor]) -> None:
        if before:
            for own, theirs in zip(self.module.parameters(), replica.parameters(), strict=True):
                own.grad = theirs.grad
            for buffer, moved, old in zip(self.module.buffers(), replica.buffers(), before, strict=True):
                buffer.add_(moved - old)
        # A linear warm-up over the first fortieth, then half a cosine down to a fiftieth of the rate.
        pace = min(1.0, 0.02 + 40 * self.done) * (0.02 + 0.49 * (1 + math.cos(math.pi * self.done)))
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = self.rate * pace * group["pace"]
            optimizer.step()
        self.steps += 1
        keep = min(0.999, (self.steps + 1) / (self.steps + 20))
        follow(self.smooth, self.module, 1 - keep)

    def _note(self, losses: Mapping[str, Tensor], started: float) -> None:
        for name, loss in losses.items():
            now = loss.detach()
            self._losses[name] = torch.lerp(self._losses.get(name, now), now, 0.02)
        if self.steps % TOLD_EVERY == 0 and self.device.type == "cuda":
            torch.cuda.synchronize(self.device)  # else the clock would run ahead of the device
        self.seconds += (time.monotonic() - started) / self.workers
        if self.steps % TOLD_EVERY == 0 and self.done < 1:
            self._tell()

    def _tell(self) -> None:
        if self.report:
            losses = {name: float(loss) for name, loss in self._losses.items()}
            self.report(DistillProgress(self.stage, self.done, self.steps, losses))

    def _save(self) -> None:
        with self._lock:
            state = {
                "module": self.module.state_dict(),
                "smooth": self.smooth.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
                "steps": self.steps,
                "seconds": self.seconds,
            }
            checkpoints.save(state, self.checkpoint)

    def _resume(self) -> None:
        state = checkpoints.load(self.checkpoint, self.device)
        if state:
            self.module.load_state_dict(state["module"])
            self.smooth.load_state_dict(state["smooth"])
            for optimizer, kept in zip(self._optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(kept)
            self.steps, self.seconds = state["steps"], state["seconds"]


@torch.no_grad()
def _follow(replica: nn.Module, leader: nn.Module) -> list[Tensor]:
    """Make the replica equal to its leader; gives the buffers as they were then."""
    for own, theirs in zip(replica.parameters(), leader.parameters(), strict=True):
        own.copy_(theirs)
    for buffer, now in zip(replica.buffers(), leader.buffers(), strict=True):
        buffer.copy_(now)
    return [buffer.clone() for buffer in replica.buffers()]
