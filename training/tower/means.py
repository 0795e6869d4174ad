"""Running means of weights: they forget the noise of single steps, and so tell more than the last one."""

import torch
from torch import nn


@torch.no_grad()
def follow(mean: nn.Module, module: nn.Module, share: float) -> None:
    """Move the mean by a share towards the module; what cannot be mixed is copied."""
    for own, now in zip(mean.state_dict().values(), module.state_dict().values(), strict=True):
        if own.dtype.is_floating_point:
            own.lerp_(now, share)
        else:
            own.copy_(now)
