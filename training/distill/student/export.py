"""The trained towers as ONNX graphs: normalisation and layout folded in, weights stored as bytes with scales."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from vsearch.training.distill.student.towers import Convolution, ImageTower, Mixer, Residual, TextTower

OPSET = 20
"""The first with Gelu; ONNX Runtime reads it since 1.17."""
LARGEST = 127
"""The largest number that a signed byte holds on both sides of zero."""


class Graph:
    """An ONNX graph under construction: each call adds a node and returns the name of what it yields."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        """Add a node; with several outputs the others are called `name.1`, `name.2`, …"""
        name = f"{kind}_{len(self.nodes)}"
        names = [name, *(f"{name}.{n}" for n in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return name

    def whole(self, values: Sequence[int]) -> str:
        """A constant of whole numbers: a shape, or axes."""
        return self._keep(np.asarray(values, np.int64))

    def number(self, value: float) -> str:
        """A constant in full precision."""
        return self._keep(np.asarray(value, np.float32))

    def weight(self, values: Tensor, axis: int = 0) -> str:
        """A weight that is widened when the graph is loaded: one byte a number and a scale for each place on `axis`.

        Cast and Mul of constants are folded by ONNX Runtime; what DequantizeLinear makes of them is not. A vector is
        small, and stays in half precision.
        """
        array = values.detach().float().cpu().numpy()
        if array.ndim < 2:
            return self.op("Cast", self._keep(array.astype(np.float16)), to=TensorProto.FLOAT)
        others = tuple(n for n in range(array.ndim) if n != axis)
        scale = np.maximum(np.abs(array).max(others, keepdims=True), 1e-12).astype(np.float32) / LARGEST
        rounded = np.clip(np.round(array / scale), -LARGEST, LARGEST).astype(np.int8)
        return self.op("Mul", self.op("Cast", self._keep(rounded), to=TensorProto.FLOAT), self._keep(scale))

    def linear(self, x: str, layer: nn.Linear) -> str:
        """x·Wᵀ + b."""
        return self.op("Add", self.op("MatMul", x, self.weight(layer.weight.T, 1)), self.weight(layer.bias))

    def unit(self, x: str) -> str:
        """Rows of unit length."""
        return self.op("LpNormalization", x, axis=-1, p=2)

    def save(self, source: onnx.ValueInfoProto, result: str, width: int, path: Path) -> None:
        """Write the graph that leads from `source` to `result`."""
        self.nodes.append(helper.make_node("Identity", [result], ["vectors"]))
        sink = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", width])
        graph = helper.make_graph(self.nodes, "tower", [source], [sink], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))

    def _keep(self, array: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def export_images(tower: ImageTower, side: int, path: Path) -> None:
    """Write the image tower as a graph from bytes (n, side, side, RGB) to unit vectors."""
    graph = Graph()
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", side, side, 3])
    x = graph.op("Sub", graph.op("Cast", "pixels", to=TensorProto.FLOAT), graph.number(0.45 * 255))
    # One transposition turns rows of pixels into the 48 planes that PixelUnshuffle(4) would have made.
    x = graph.op("Reshape", x, graph.whole([-1, side // 4, 4, side // 4, 4, 3]))
    x = graph.op("Transpose", x, perm=[0, 5, 2, 4, 1, 3])
    x = graph.op("Reshape", x, graph.whole([-1, 48, side // 4, side // 4]))
    scale = 4.0 / 255
    for layer in tower.body:
        if isinstance(layer, Convolution):
            x, scale = _convolve(graph, x, layer, scale), 1.0
        elif isinstance(layer, Residual):
            inner = graph.op("Relu", _convolve(graph, x, layer.first))
            x = graph.op("Relu", graph.op("Add", x, _convolve(graph, inner, layer.second)))
        elif isinstance(layer, nn.ReLU):
            x = graph.op("Relu", x)
    pooled = graph.op("Flatten", graph.op("GlobalAveragePool", x))
    graph.save(source, graph.unit(graph.linear(pooled, tower.joint)), tower.shape.joint, path)


def _convolve(graph: Graph, x: str, layer: Convolution, scale: float = 1.0) -> str:
    """A convolution with its normalisation folded in, of an input that is still to be multiplied by `scale`."""
    norm, conv = layer.norm, layer.conv
    assert norm.running_mean is not None
    assert norm.running_var is not None
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    weight = graph.weight(conv.weight * gain[:, None, None, None] * scale)
    bias = graph.weight(norm.bias - norm.running_mean * gain)
    pad, step = conv.kernel_size[0] // 2, conv.stride[0]
    return graph.op("Conv", x, weight, bias, pads=[pad] * 4, strides=[step, step], kernel_shape=list(conv.kernel_size))


def export_texts(tower: TextTower, path: Path) -> None:
    """Write the text tower as a graph from token ids (n, tokens; 0 is padding) to unit vectors."""
    graph = Graph()
    source = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "tokens"])
    padding = graph.op("Cast", graph.op("Equal", "ids", graph.whole([0])), to=TensorProto.FLOAT)
    mask = graph.op("Mul", padding, graph.number(-1e4))
    length = graph.op("Shape", "ids", start=1)
    places = graph.op("Slice", graph.weight(tower.places), graph.whole([0]), length, graph.whole([0]))
    x = graph.op("Add", graph.op("Gather", graph.weight(tower.words.weight), "ids"), places)
    wide_mask = graph.op("Unsqueeze", mask, graph.whole([1, 2]))
    for layer in tower.layers:
        assert isinstance(layer, Mixer)
        x = _mix(graph, x, wide_mask, layer)
    marks = graph.op("Add", graph.op("Squeeze", graph.linear(x, tower.weigh), graph.whole([2])), mask)
    weights = graph.op("Unsqueeze", graph.op("Softmax", marks, axis=-1), graph.whole([1]))
    pooled = graph.op("Squeeze", graph.op("MatMul", weights, x), graph.whole([1]))
    sentence = graph.unit(graph.linear(pooled, tower.sentence))
    graph.save(source, graph.unit(graph.linear(sentence, tower.joint)), tower.shape.joint, path)


def _mix(graph: Graph, x: str, mask: str, layer: Mixer) -> str:
    """One Transformer layer."""
    width, heads = layer.out.in_features, layer.heads
    triple = graph.op("Reshape", graph.linear(_norm(graph, x, layer.before), layer.triple),
                      graph.whole([0, 0, 3, heads, width // heads]))  # fmt: skip
    parts = graph.op("Split", graph.op("Transpose", triple, perm=[2, 0, 3, 1, 4]), outputs=3, axis=0, num_outputs=3)
    query, key, value = (graph.op("Squeeze", p, graph.whole([0])) for p in (parts, f"{parts}.1", f"{parts}.2"))
    scores = graph.op("MatMul", query, graph.op("Transpose", key, perm=[0, 1, 3, 2]))
    scaled = graph.op("Add", graph.op("Mul", scores, graph.number((width // heads) ** -0.5)), mask)
    mixed = graph.op("Transpose", graph.op("MatMul", graph.op("Softmax", scaled, axis=-1), value), perm=[0, 2, 1, 3])
    x = graph.op("Add", x, graph.linear(graph.op("Reshape", mixed, graph.whole([0, 0, width])), layer.out))
    grown = graph.op("Gelu", graph.linear(_norm(graph, x, layer.after), layer.grow))
    return graph.op("Add", x, graph.linear(grown, layer.shrink))


def _norm(graph: Graph, x: str, layer: nn.LayerNorm) -> str:
    weight, bias = graph.weight(layer.weight), graph.weight(layer.bias)
    return graph.op("LayerNormalization", x, weight, bias, axis=-1, epsilon=layer.eps)
