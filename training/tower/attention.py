"""The tower's parts: time encodings, temporal Transformer layers, and pooling guided by words or by nothing."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FAR = -1e4
"""What is added to the score of a token that is not there; finite, so that half precision and ONNX agree."""


class Clock(nn.Module):
    """Times as a few sines and cosines, then as wide as the tokens they are added to."""

    rates: Tensor

    def __init__(self, width: int, waves: int = 8) -> None:
        super().__init__()
        self.register_buffer("rates", math.pi * 2.0 ** torch.arange(waves), persistent=False)
        self.project = nn.Linear(2 * waves, width)

    def forward(self, times: Tensor) -> Tensor:
        """Encodings of times (batch, tokens, 1) relative to the video's length."""
        angles = times * self.rates
        encoded: Tensor = self.project(torch.cat([angles.sin(), angles.cos()], -1))
        return encoded


class Layer(nn.Module):
    """One Transformer layer with its norms first, so that deep ones need no warm-up."""

    def __init__(self, width: int, heads: int, drop: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, nn.Dropout(drop)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.project, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mix = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Tokens (batch, tokens, width) that have looked at each other where `mask` is 1."""
        batch, count, width = tokens.shape
        parts = self.project(self.norms[0](tokens)).view(batch, count, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        seen = F.scaled_dot_product_attention(query, key, value, ((1 - mask) * FAR)[:, None, None, :])
        tokens = tokens + self.drop(self.out(seen.transpose(1, 2).reshape(batch, count, width)))
        mixed: Tensor = tokens + self.drop(self.mix(self.norms[1](tokens)))
        return mixed


class Sequence(nn.Module):
    """Tokens of one modality in time; a learned token stands first, and alone when the modality is missing."""

    def __init__(self, width: int, depth: int, heads: int, drop: float) -> None:
        super().__init__()
        self.missing = nn.Parameter(torch.randn(width) * 0.02)
        self.layers = nn.ModuleList([Layer(width, heads, drop) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The tokens in context, one longer than before, and their mask."""
        first = self.missing.expand(tokens.shape[0], 1, -1)
        tokens = torch.cat([first, tokens * mask[..., None]], 1)
        mask = torch.cat([torch.ones_like(mask[:, :1]), mask], 1)
        for layer in self.layers:
            tokens = layer(tokens, mask)
        return self.norm(tokens), mask


class Guided(nn.Module):
    """Pools tokens by what the queries ask for; what the encoder itself finds alike counts from the first step."""

    def __init__(self, width: int, trust: float = 10.0) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.trust = nn.Parameter(torch.tensor(trust))
        self.value = nn.Linear(width, width)
        self.vote = nn.Linear(2 * width, 1)
        self.sure = nn.Parameter(torch.tensor(1.0))

    def forward(
        self, queries: Tensor, asks: Tensor, tokens: Tensor, mask: Tensor, alike: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One pooled context, the weight of each token, and the weight of each query."""
        scores = self.query(queries) @ self.key(tokens).transpose(1, 2) / math.sqrt(queries.shape[-1])
        scores = scores + self.trust * alike + (1 - mask)[:, None] * FAR
        weights = scores.softmax(-1)
        found = weights @ self.value(tokens)
        # A query that finds something stands out above its own average; one that finds nothing does not.
        peak = (scores * weights).sum(-1) - (scores * mask[:, None]).sum(-1) / mask.sum(-1, keepdim=True)
        votes = self.vote(torch.cat([queries, found], -1))[..., 0] + self.sure * peak + (1 - asks) * FAR
        voted = votes.softmax(-1)
        return (voted[:, None] @ found)[:, 0], (voted[:, None] @ weights)[:, 0], voted


class Alone(nn.Module):
    """Pools tokens by themselves, whatever the words say: the ablation of `Guided`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.score = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.value = nn.Linear(width, width)

    def forward(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """One pooled context and the weight of each token."""
        weights = (self.score(tokens)[..., 0] + (1 - mask) * FAR).softmax(-1)
        return (weights[:, None] @ self.value(tokens))[:, 0], weights
