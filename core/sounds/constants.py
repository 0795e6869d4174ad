"""Constants: the numbers that a graph of ONNX holds, by name, read without the package onnx.

ONNX is protobuf: fields of a number and a kind, where 0 is a number of seven bits a byte and 2 is so many bytes. Those
that lead to constants are a graph's nodes, a node's outputs and attributes, and what these hold: numbers or a graph.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Field = tuple[int, int | memoryview]

_MODEL_GRAPH, _GRAPH_NODE, _NODE_OUTPUT, _NODE_ATTRIBUTE = 7, 1, 2, 5
_ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _TENSOR_DIMENSION, _TENSOR_KIND, _TENSOR_BYTES = 5, 6, 1, 2, 9
_FLOAT = 1


def constants(data: bytes) -> dict[str, Floats]:
    """The constant floats of a whole ONNX file by the name of what puts them out, those of branches too."""
    return {name: values for graph in _inside(memoryview(data), _MODEL_GRAPH) for name, values in _of_graph(graph)}


def _of_graph(graph: memoryview) -> Iterator[tuple[str, Floats]]:
    for node in _inside(graph, _GRAPH_NODE):
        (name, *_) = [bytes(output).decode() for output in _inside(node, _NODE_OUTPUT)] or [""]
        for attribute in _inside(node, _NODE_ATTRIBUTE):
            for tensor in _inside(attribute, _ATTRIBUTE_TENSOR):
                if (_TENSOR_KIND, _FLOAT) in (known := list(_fields(tensor))):
                    yield name, _floats(known)
            for branch in _inside(attribute, _ATTRIBUTE_GRAPH):
                yield from _of_graph(branch)


def _floats(tensor: list[Field]) -> Floats:
    shape = [value for number, value in tensor if number == _TENSOR_DIMENSION and isinstance(value, int)]
    held = b"".join(value for number, value in tensor if number == _TENSOR_BYTES and isinstance(value, memoryview))
    return np.frombuffer(held, "<f4").reshape(shape)


def _inside(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for number, value in _fields(message):
        if number == wanted and isinstance(value, memoryview):
            yield value


def _fields(message: memoryview) -> Iterator[Field]:
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        value, at = _number(message, at) if key & 7 in (0, 2) else (4 if key & 7 == 5 else 8, at)
        if key & 7 == 0:
            yield key >> 3, value
        else:
            yield key >> 3, message[at : at + value]
            at += value


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if message[at - 1] < 128:
            return value, at
