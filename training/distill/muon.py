"""Muon: momentum whose steps are made orthogonal, so that every direction of a layer learns at the same pace."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.encoders.devices import fast

QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of the odd polynomial that drives singular values towards one (Jordan and others, 2024)."""
ROUNDS = 5


class Muon(torch.optim.Optimizer):
    """For kernels and matrices: a step is `lr` long in every direction."""

    def __init__(
        self, weights: Iterable[nn.Parameter] | Iterable[dict[str, Any]], lr: float, momentum: float = 0.95
    ) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Move every weight along its orthogonal momentum, looking one step ahead (Nesterov)."""
        if closure is not None:
            raise NotImplementedError("Muon takes gradients that are there already.")
        for group in self.param_groups:
            for weight in (w for w in group["params"] if w.grad is not None):
                state = self.state[weight]
                if not state:
                    state["mean"] = torch.zeros_like(weight)
                mean = state["mean"]
                mean.lerp_(weight.grad, 1 - group["momentum"])
                ahead = weight.grad.lerp(mean, group["momentum"]).flatten(1)
                with fast(weight.device):
                    way = orthogonal(ahead)
                weight.sub_(way.view_as(weight), alpha=group["lr"])


def orthogonal(step: Tensor) -> Tensor:
    """The nearest matrix with equal singular values, or nearly so; its rows, if fewer, have unit length.

    With X = step / |step| and A = XXᵀ every round is X ← (aI + bA + cA²)X, so that all but the first and the last
    product happen among the rows alone.
    """
    if len(step) > step[0].numel():
        return orthogonal(step.T).T
    a, b, c = QUINTIC
    step = step / step.norm().clamp(min=1e-12)
    gram, one = step @ step.T, torch.eye(len(step), device=step.device)
    way = one
    for _ in range(ROUNDS):
        turn = a * one + b * gram + c * gram @ gram
        way, gram = turn @ way, turn @ gram @ turn
    return way @ step
