"""The two towers that are trained: a small convolutional network for pictures, a tiny Transformer for words."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class ImageShape:
    """How wide and how deep the image tower is; one entry a stage, each stage at half the resolution of the last."""

    widths: tuple[int, ...] = (64, 128, 256, 384)
    depths: tuple[int, ...] = (2, 2, 3, 2)
    pooled: int = 1024
    joint: int = 256


@dataclass(frozen=True, slots=True)
class TextShape:
    """How large the text tower is; `sentence` is the width of the sentence vectors it learns from."""

    vocabulary: int = 16384
    tokens: int = 32
    width: int = 256
    layers: int = 2
    heads: int = 4
    sentence: int = 384
    joint: int = 256


class Residual(nn.Module):
    """Two dense 3×3 convolutions beside an identity: a shape that oneDNN and ONNX Runtime run near their peak."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = Convolution(width, width, 3), Convolution(width, width, 3)
        nn.init.zeros_(self.second.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Same shape out as in."""
        return F.relu(x + self.second(F.relu(self.first(x))))


class Convolution(nn.Module):
    """A convolution and its batch normalisation, which folds into it on export."""

    def __init__(self, wide_in: int, wide_out: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(wide_in, wide_out, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(wide_out)

    def forward(self, x: Tensor) -> Tensor:
        """Smaller by the stride."""
        y: Tensor = self.norm(self.conv(x))
        return y


class ImageTower(nn.Module):
    """Pictures (n, 3, side, side) in 0…1 to pooled features; `joint` maps those into the space shared with words."""

    def __init__(self, shape: ImageShape) -> None:
        super().__init__()
        self.shape = shape
        # Four pixels a side become channels: the stem works at a quarter of the resolution, on an input wide enough.
        layers: list[nn.Module] = [nn.PixelUnshuffle(4), Convolution(48, shape.widths[0], 3), nn.ReLU(inplace=True)]
        for stage, (width, depth) in enumerate(zip(shape.widths, shape.depths, strict=True)):
            if stage:
                layers += [Convolution(shape.widths[stage - 1], width, 3, 2), nn.ReLU(inplace=True)]
            layers += [Residual(width) for _ in range(depth)]
        layers += [Convolution(shape.widths[-1], shape.pooled, 1), nn.ReLU(inplace=True)]
        self.body = nn.Sequential(*layers)
        self.joint = nn.Linear(shape.pooled, shape.joint)

    def forward(self, pictures: Tensor) -> Tensor:
        """Features (n, pooled)."""
        pooled: Tensor = self.body((pictures - 0.45) * 4.0).float().mean((2, 3))
        return pooled

    def embed(self, pictures: Tensor) -> Tensor:
        """Unit vectors in the joint space."""
        return F.normalize(self.joint(self(pictures)), dim=-1)


class TextTower(nn.Module):
    """Token ids (n, tokens; 0 is padding) to a sentence vector; `joint` maps that into the space of pictures."""

    def __init__(self, shape: TextShape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Parameter(torch.randn(shape.tokens, shape.width) * 0.02)
        nn.init.normal_(self.words.weight, std=0.06)
        self.layers = nn.ModuleList(Mixer(shape.width, shape.heads) for _ in range(shape.layers))
        self.weigh = nn.Linear(shape.width, 1)
        self.sentence = nn.Linear(shape.width, shape.sentence)
        self.joint = nn.Linear(shape.sentence, shape.joint)

    def forward(self, ids: Tensor) -> Tensor:
        """Unit sentence vectors."""
        return F.normalize(self.sentence(self.pool(ids)), dim=-1)

    def pool(self, ids: Tensor) -> Tensor:
        """The weighted mean of what became of the words."""
        real = ids > 0
        x = self.words(ids) + self.places[: ids.shape[1]]
        mask = torch.zeros_like(ids, dtype=x.dtype).masked_fill(~real, -1e4)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        weights = (self.weigh(x)[..., 0] + mask).softmax(-1)
        pooled: Tensor = (weights[:, None, :] @ x)[:, 0]
        return pooled

    def embed(self, ids: Tensor) -> Tensor:
        """Unit vectors in the joint space."""
        return F.normalize(self.joint(self(ids)), dim=-1)


class Mixer(nn.Module):
    """One pre-norm Transformer layer."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.triple, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.grow, self.shrink = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Same shape out as in; `mask` is added to the scores."""
        n, length, width = x.shape
        parts = self.triple(self.before(x)).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = parts[0] @ parts[1].transpose(-1, -2) * (width // self.heads) ** -0.5 + mask
        mixed = self.out((scores.softmax(-1) @ parts[2]).transpose(1, 2).reshape(n, length, width))
        y: Tensor = x + mixed
        grown: Tensor = self.shrink(F.gelu(self.grow(self.after(y))))
        return y + grown
