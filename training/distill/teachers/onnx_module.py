"""An ONNX graph as a torch module, so that a teacher sees on any device; unknown operations are refused."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.errors import ModelMissing

DTYPES = {
    onnx.TensorProto.FLOAT: torch.float32,
    onnx.TensorProto.FLOAT16: torch.float16,
    onnx.TensorProto.UINT8: torch.uint8,
    onnx.TensorProto.INT32: torch.int32,
    onnx.TensorProto.INT64: torch.int64,
    onnx.TensorProto.BOOL: torch.bool,
}
Attributes = dict[str, Any]
Operation = Callable[..., Tensor]


class OnnxModule(nn.Module):
    """Runs a graph node by node; what depends on the input's shape alone is computed once a shape."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        graph = onnx.load(str(path)).graph
        self._source = graph.input[0].name
        self.side = int(graph.input[0].type.tensor_type.shape.dim[1].dim_value)
        self.outputs = tuple(output.name for output in graph.output)
        constants = {constant.name: _tensor(constant) for constant in graph.initializer}
        self._nodes: list[tuple[str, list[str], str, Attributes]] = []
        for node in graph.node:
            told = {attribute.name: _value(attribute) for attribute in node.attribute}
            if node.op_type == "Constant":
                constants[node.output[0]] = next(iter(told.values()))
                continue
            if node.op_type not in OPERATIONS:
                raise ModelMissing(
                    f"{path} uses the operation {node.op_type}, which cannot be read here. Name an ONNX model of plain "
                    "convolutions, or an encoder as the teacher."
                )
            self._nodes.append((node.op_type, list(node.input), node.output[0], told))
        self._constants = constants
        self._by_shape: dict[tuple[int, ...], dict[str, Tensor]] = {}
        self.where = nn.Buffer(torch.zeros(0))
        # Weights go along to the device; whole numbers decide shapes and stay where Python reads them.
        self._weights = {name: value for name, value in constants.items() if value.is_floating_point() and value.ndim}

    def _apply(self, move: Callable[[Tensor], Tensor], recurse: bool = True) -> "OnnxModule":
        super()._apply(move, recurse)  # type: ignore[no-untyped-call]
        self._weights = {name: move(value) for name, value in self._weights.items()}
        self._by_shape.clear()
        return self

    @torch.no_grad()
    def forward(self, pixels: Tensor, outputs: Sequence[str]) -> list[Tensor]:
        """What the graph says of the pixels, one tensor for each name of an output."""
        shape = tuple(pixels.shape)
        fixed = self._by_shape.get(shape, self._constants).copy()
        moving: dict[str, Tensor] = {self._source: pixels}
        for kind, inputs, output, told in self._nodes:
            if output in fixed:
                continue
            moves = any(name in moving for name in inputs)
            given = [moving[name] if name in moving else self._still(name, fixed, moves) for name in inputs]
            made = OPERATIONS[kind](*given, **told)
            if kind == "Shape" or not moves:
                fixed[output] = made
            else:
                moving[output] = made
        self._by_shape = {shape: fixed}
        return [moving[name] for name in outputs]

    def _still(self, name: str, fixed: dict[str, Tensor], moves: bool) -> Tensor | None:
        """A value that no picture changes: large numbers lie where the pictures are, what decides shapes stays."""
        if moves and name in self._weights:
            return self._weights[name]
        value = fixed.get(name)
        if moves and value is not None and value.is_floating_point() and value.ndim:
            value = fixed[name] = value.to(self.where.device)
        return value


def _tensor(constant: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(np.array(numpy_helper.to_array(constant)))


def _value(attribute: onnx.AttributeProto) -> Any:
    value = onnx.helper.get_attribute_value(attribute)
    return _tensor(value) if isinstance(value, onnx.TensorProto) else value


def _list(values: Tensor | Sequence[int] | None) -> list[int]:
    return [] if values is None else [int(v) for v in (values.tolist() if isinstance(values, Tensor) else values)]


def _convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, *, pads: Sequence[int] = (0, 0, 0, 0),
    strides: Sequence[int] = (1, 1), dilations: Sequence[int] = (1, 1), group: int = 1, **_: Any,
) -> Tensor:  # fmt: skip
    top, left, bottom, right = pads
    if (top, left) != (bottom, right):
        x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
    return F.conv2d(x, weight, bias, tuple(strides), (top, left), tuple(dilations), group)


def _pad(x: Tensor, pads: Tensor, value: Tensor | None = None, **_: Any) -> Tensor:
    amounts, rank = _list(pads), x.ndim
    if not any(amounts):
        return x
    flat = [n for axis in reversed(range(rank)) for n in (amounts[axis], amounts[axis + rank])]
    return F.pad(x, flat, value=0.0 if value is None else float(value))


def _clip(x: Tensor, low: Tensor | None = None, high: Tensor | None = None, **told: Any) -> Tensor:
    least, most = told.get("min", low), told.get("max", high)
    return x.clamp(None if least is None else float(least), None if most is None else float(most))


def _mean(x: Tensor, axes: Tensor | Sequence[int] | None = None, *, keepdims: int = 1, **_: Any) -> Tensor:
    return x.mean(_list(axes) or list(range(x.ndim)), keepdim=bool(keepdims))


def _slice(x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor | None = None, steps: Tensor | None = None) -> Tensor:
    places = _list(axes) or list(range(len(starts)))
    for axis, start, end, step in zip(
        places, _list(starts), _list(ends), _list(steps) or [1] * len(places), strict=True
    ):
        chosen = range(x.shape[axis])[slice(start, None if end < -x.shape[axis] else end, step)]
        x = x.index_select(axis, torch.tensor(list(chosen), device=x.device))
    return x


def _full(shape: Tensor, *, value: Tensor | None = None) -> Tensor:
    filling = torch.zeros(1) if value is None else value
    return torch.full(_list(shape), filling.item(), dtype=filling.dtype)


def _divide(x: Tensor, y: Tensor) -> Tensor:
    return x / y if x.is_floating_point() else torch.div(x, y, rounding_mode="trunc")


def _reshape(x: Tensor, shape: Tensor, *, allowzero: int = 0) -> Tensor:
    wanted = [x.shape[n] if size == 0 and not allowzero else size for n, size in enumerate(_list(shape))]
    return x.reshape(wanted)


def _gemm(
    x: Tensor, y: Tensor, z: Tensor | None = None, *, alpha: float = 1.0, beta: float = 1.0, **turned: int
) -> Tensor:  # fmt: skip
    made = alpha * (x.T if turned.get("transA") else x) @ (y.T if turned.get("transB") else y)
    return made if z is None else made + beta * z


def _normalize(
    x: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, spread: Tensor, *, epsilon: float = 1e-5, **_: Any
) -> Tensor:
    return F.batch_norm(x, mean, spread, weight, bias, eps=epsilon)


def _unsqueeze(x: Tensor, axes: Tensor | Sequence[int]) -> Tensor:
    for axis in sorted(_list(axes)):
        x = x.unsqueeze(axis)
    return x


def _squeeze(x: Tensor, axes: Tensor | Sequence[int] | None = None) -> Tensor:
    return x.squeeze(_list(axes)) if axes is not None else x.squeeze()


OPERATIONS: dict[str, Operation] = {
    "Add": torch.add,
    "BatchNormalization": _normalize,
    "Cast": lambda x, *, to: x.to(DTYPES[to]),
    "Clip": _clip,
    "Concat": lambda *parts, axis: torch.cat([part.to(parts[0].device) for part in parts], axis),
    "ConstantOfShape": _full,
    "Conv": _convolve,
    "Div": _divide,
    "Flatten": lambda x, *, axis=1: x.flatten(axis) if axis else x.flatten()[None],
    "Gather": lambda x, index, *, axis=0: x.index_select(axis, index.flatten()).reshape(
        [*x.shape[:axis], *index.shape, *x.shape[axis + 1 :]]
    ),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdim=True),
    "HardSwish": F.hardswish,
    "Identity": lambda x: x,
    "MatMul": torch.matmul,
    "Mul": torch.mul,
    "Pad": _pad,
    "ReduceMean": _mean,
    "Relu": F.relu,
    "Reshape": _reshape,
    "Shape": lambda x: torch.tensor(x.shape),
    "Sigmoid": torch.sigmoid,
    "Slice": _slice,
    "Softmax": lambda x, *, axis=-1: x.softmax(axis),
    "Squeeze": _squeeze,
    "Sub": torch.sub,
    "Transpose": lambda x, *, perm: x.permute(perm),
    "Unsqueeze": _unsqueeze,
}
"""What a graph may consist of: its operations by their ONNX names."""
