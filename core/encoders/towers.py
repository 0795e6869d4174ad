"""Towers: a torch model as two functions, pixels to unit vectors and token ids to unit vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vsearch.encoders import EncoderSpec
from vsearch.encoders.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class Towers:
    """A loaded model, and what is needed to use it."""

    spec: EncoderSpec
    image: "TorchImages"
    text: "TorchTexts"
    tokenizer: Tokenizer


class TorchImages(nn.Module):
    """Pixels (n, size, size, 3), 0 to 255, into unit vectors: normalisation is its first step."""

    scale: Tensor
    shift: Tensor

    def __init__(self, body: nn.Module, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.body = body
        deviation = torch.tensor(std, dtype=torch.float32).view(1, 3, 1, 1)
        self.register_buffer("scale", 1 / (255 * deviation), persistent=False)
        self.register_buffer(
            "shift", -torch.tensor(mean, dtype=torch.float32).view(1, 3, 1, 1) / deviation, persistent=False
        )
        self.eval().requires_grad_(False)

    def forward(self, pixels: Tensor) -> Tensor:
        """One unit row per picture, float32."""
        # Permuting is only a change of strides: the batch is channels-last in memory, as convolutions like it.
        planes = pixels.permute(0, 3, 1, 2).to(self.scale.dtype)
        return _unit(self.body(planes * self.scale + self.shift))


class TorchTexts(nn.Module):
    """Token ids (n, length) into unit vectors."""

    def __init__(self, body: nn.Module, *, trims: bool = False) -> None:
        super().__init__()
        self.body = body
        self.trims = trims
        """Whether columns that are padding in every row may be left out."""
        self.eval().requires_grad_(False)

    def forward(self, ids: Tensor) -> Tensor:
        """One unit row per text, float32."""
        return _unit(self.body(ids))


def _unit(vectors: Tensor) -> Tensor:
    return nn.functional.normalize(vectors.float(), dim=-1)
