"""The numbers that a graph holds are read without the package that made it."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from vsearch.sounds.constants import constants


def constant(name: str, values: np.ndarray) -> onnx.NodeProto:
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(values))


def graph(*nodes: onnx.NodeProto, out: str = "out") -> onnx.GraphProto:
    return helper.make_graph([*nodes], "g", [], [helper.make_tensor_value_info(out, TensorProto.FLOAT, None)])


@pytest.mark.parametrize("shape", [(3,), (2, 3), (130, 1, 200)], ids=str)
def test_constants_are_read_as_they_were_written_those_of_branches_too(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).normal(0, 1, shape).astype(np.float32)
    branches = {
        "then_branch": graph(constant("then", values + 1), out="then"),
        "else_branch": graph(constant("else", values + 2), out="else"),
    }
    choice = helper.make_node("If", ["which"], ["out"], **branches)
    made = helper.make_model(graph(constant("top", values), constant("which", np.array(True)), choice))
    read = constants(made.SerializeToString())
    assert set(read) == {"top", "then", "else"}
    for name, more in (("top", 0), ("then", 1), ("else", 2)):
        assert read[name].dtype == np.float32
        assert np.array_equal(read[name], values + np.float32(more))


def test_a_file_of_nothing_holds_nothing() -> None:
    assert constants(b"") == {}
