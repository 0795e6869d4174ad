"""Graphs: parts of a tower replaced by ones that ONNX Runtime has fast kernels for, before it is exported."""

import copy
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vsearch.encoders.towers import TorchImages

_ROWS = "vsearch::Rows"


def fused(tower: nn.Module, outside: nn.Embedding | None = None) -> nn.Module:
    """A copy of `tower` for export: attention and GELU as single kernels, patches as one matrix product.

    The rows of the embedding `outside` are not copied: they are given to the graph, see `feed_rows`.
    """
    memo = {} if outside is None else {id(outside): OutsideRows(outside)}
    made: nn.Module = copy.deepcopy(tower, memo)
    if isinstance(made, TorchImages):
        made = _folded(made)
    for parent in list(made.modules()):
        for name, child in list(parent.named_children()):
            _replace(parent, name, child)
    return made.eval().requires_grad_(False)


def _replace(parent: nn.Module, name: str, child: nn.Module) -> None:
    if isinstance(child, nn.MultiheadAttention) and child._qkv_same_embed_dim and child.in_proj_bias is not None:
        setattr(parent, name, Attention(child))
    elif isinstance(child, nn.GELU) and child.approximate == "none":
        setattr(parent, name, Gelu())


class Gelu(nn.Module):
    """Erf, division, sum and products as one kernel."""

    def forward(self, given: Tensor) -> Tensor:
        """GELU, exact."""
        return _kernel("com.microsoft::Gelu", (given,), {}, given)


class Attention(nn.Module):
    """Attention as one kernel, batch first; stands where nn.MultiheadAttention stood."""

    def __init__(self, theirs: nn.MultiheadAttention) -> None:
        super().__init__()
        self.heads, self.batch_first = theirs.num_heads, theirs.batch_first
        self.into = nn.Parameter(theirs.in_proj_weight.t().contiguous())
        self.into_bias = nn.Parameter(theirs.in_proj_bias.clone())
        self.out = nn.Parameter(theirs.out_proj.weight.t().contiguous())
        self.out_bias = nn.Parameter(theirs.out_proj.bias.clone())

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, **_: Any
    ) -> tuple[Tensor, None]:
        """Attention of `query` to `key` and `value` under an additive mask (length, length)."""
        alone = key is query and value is query
        given = [part if self.batch_first else part.transpose(0, 1) for part in (query, key, value)]
        parts: list[Tensor | None] = list(self._together(given[0]) if alone else self._apart(given))
        if attn_mask is not None:
            parts += [None, None, attn_mask[None, None]]  # bias and key padding are not used
        made = _kernel("com.microsoft::MultiHeadAttention", tuple(parts), {"num_heads": self.heads}, given[0])
        made = made @ self.out + self.out_bias
        return (made if self.batch_first else made.transpose(0, 1)), None

    def _together(self, given: Tensor) -> tuple[Tensor, ...]:
        return (given @ self.into + self.into_bias).chunk(3, dim=-1)

    def _apart(self, given: list[Tensor]) -> list[Tensor]:
        weights, biases = self.into.chunk(3, dim=1), self.into_bias.chunk(3)
        return [part @ weight + bias for part, weight, bias in zip(given, weights, biases, strict=True)]


class Patches(nn.Module):
    """A convolution whose stride is its width, on pixels 0 to 255, as one matrix product; normalisation folded in."""

    def __init__(self, conv: nn.Conv2d, scale: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.side = int(conv.kernel_size[0])
        weight = conv.weight.detach().double()
        bias = (weight * shift.double()).sum(dim=(1, 2, 3))
        if conv.bias is not None:
            bias = bias + conv.bias.detach().double()
        folded = (weight * scale.double()).permute(2, 3, 1, 0).reshape(-1, conv.out_channels)
        self.weight = nn.Parameter(folded.float().contiguous())
        self.bias = nn.Parameter(bias.float())

    def forward(self, planes: Tensor) -> Tensor:
        """(n, 3, high, wide) into (n, channels, high / side, wide / side)."""
        count, high, wide = planes.shape[0], planes.shape[2] // self.side, planes.shape[3] // self.side
        pixels = planes.permute(0, 2, 3, 1).reshape(count, high, self.side, wide, self.side * 3)
        rows = pixels.transpose(2, 3).reshape(count, high * wide, -1) @ self.weight + self.bias
        return rows.transpose(1, 2).reshape(count, -1, high, wide)


def _folded(tower: TorchImages) -> nn.Module:
    """If the first convolution cuts the picture into patches, let it take raw pixels, which int8 holds exactly."""
    for parent in tower.body.modules():
        for name, conv in parent.named_children():
            if isinstance(conv, nn.Conv2d) and conv.in_channels == 3:
                if not _cuts_patches(conv):
                    return tower
                setattr(parent, name, Patches(conv, tower.scale, tower.shift))
                return RawTower(tower.body)
    return tower


class RawTower(nn.Module):
    """An image tower whose body takes pixels as they are, 0 to 255."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, pixels: Tensor) -> Tensor:
        """One unit row per picture."""
        return nn.functional.normalize(self.body(pixels.permute(0, 3, 1, 2).float()), dim=-1)


def _cuts_patches(conv: nn.Conv2d) -> bool:
    plain = conv.padding in ((0, 0), "valid") and conv.groups == 1 and conv.dilation == (1, 1)
    return plain and conv.kernel_size == conv.stride and conv.kernel_size[0] == conv.kernel_size[1]


class OutsideRows(nn.Module):
    """Stands where an embedding stood whose rows come from outside the graph."""

    def __init__(self, theirs: nn.Embedding) -> None:
        super().__init__()
        self.like = nn.Parameter(theirs.weight[:0].clone())

    def forward(self, ids: Tensor) -> Tensor:
        """The rows of the tokens."""
        shape = (*ids.shape, self.like.shape[1])
        return torch.onnx.ops.symbolic(_ROWS, (ids,), {}, dtype=self.like.dtype, shape=shape, version=1)


def largest_embedding(tower: nn.Module, least: int) -> nn.Embedding | None:
    """The embedding of at least so many tokens, if a tower has one."""
    tables = [part for part in tower.modules() if isinstance(part, nn.Embedding) and part.num_embeddings >= least]
    return max(tables, key=lambda table: table.num_embeddings, default=None)


def feed_rows(path: Path, width: int) -> None:
    """Make what `OutsideRows` left in a graph its second input, `rows`."""
    import onnx

    model = onnx.load(str(path), load_external_data=False)
    domain, _, kind = _ROWS.partition("::")
    (marker,) = [node for node in model.graph.node if node.op_type == kind and node.domain == domain]
    ids = model.graph.input[0].type.tensor_type.shape.dim
    lengths = [one.dim_param or one.dim_value for one in ids]
    rows = onnx.helper.make_tensor_value_info("rows", onnx.TensorProto.FLOAT, [*lengths, width])
    for node in model.graph.node:
        node.input[:] = ["rows" if name == marker.output[0] else name for name in node.input]
    model.graph.node.remove(marker)
    model.graph.input.append(rows)
    path.write_bytes(model.SerializeToString())


def _kernel(name: str, given: tuple[Tensor | None, ...], settings: dict[str, Any], like: Tensor) -> Tensor:
    return torch.onnx.ops.symbolic(name, given, settings, dtype=like.dtype, shape=like.shape, version=1)
