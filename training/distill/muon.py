"""Muon: momentum whose steps are made orthogonal, so that every direction of a layer learns at the same pace."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.encoders.devices import fast

QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of the odd polynomial that drives singular values towards one (Jordan and others, 2024)."""
ROUNDS = 2, 2, 1
"""Rounds after each of which the products of the rows are computed again."""


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
            alike: dict[tuple[int, ...], list[nn.Parameter]] = {}
            for weight in group["params"]:
                if weight.grad is not None:
                    alike.setdefault(tuple(weight.shape), []).append(weight)
            for weights in alike.values():
                steps = torch.stack([self._ahead(weight, group["momentum"]) for weight in weights])
                with fast(steps.device):
                    ways = orthogonal(steps.flatten(2))
                for weight, way in zip(weights, ways, strict=True):
                    weight.sub_(way.view_as(weight), alpha=group["lr"])

    def _ahead(self, weight: nn.Parameter, momentum: float) -> Tensor:
        """The momentum of a weight, as it will be after the step."""
        assert weight.grad is not None
        state = self.state[weight]
        if not state:
            state["mean"] = torch.zeros_like(weight)
        mean: Tensor = state["mean"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(mean, momentum)


def orthogonal(steps: Tensor) -> Tensor:
    """The nearest matrix with equal singular values, or nearly so, of each; its rows, if fewer, have unit length.

    With X = step / |step| and A = XXᵀ every round is X ← (aI + bA + cA²)X. Some rounds at once happen among the rows
    alone, which is cheaper; then A is made of X anew, for what bf16 rounds off would grow from round to round. Many
    matrices at once cost a device no more launches than one.
    """
    _, rows, columns = steps.shape
    if rows > columns:
        return orthogonal(steps.mT).mT
    a, b, c = QUINTIC
    one = a * torch.eye(rows, device=steps.device)
    steps = steps / steps.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-12)
    for rounds in ROUNDS:
        gram = steps @ steps.mT
        way = turn = torch.baddbmm(gram, gram, gram, beta=b, alpha=c) + one
        for _ in range(rounds - 1):
            gram = turn @ gram @ turn
            turn = torch.baddbmm(gram, gram, gram, beta=b, alpha=c) + one
            way = turn @ way
        steps = way @ steps
    return steps
