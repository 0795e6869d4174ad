"""The best matrix product of this machine on one thread: what no image tower can pass."""

from collections.abc import Callable

import numpy as np

PRODUCT = 5 * 2 * 400 * 768 * 3072
"""Multiplications and additions of five of the tower's largest matrix products at batch 8."""


def products() -> dict[str, Callable[[], object]]:
    """That matrix product in fp32 by MKL, oneDNN and ONNX Runtime, on one thread."""
    import onnxruntime
    import torch
    import torch.utils.mkldnn
    from onnx import TensorProto, helper, numpy_helper

    left = np.random.default_rng(0).standard_normal((400, 768)).astype(np.float32)
    right = np.random.default_rng(1).standard_normal((768, 3072)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, left.shape)],
        [helper.make_tensor_value_info("c", TensorProto.FLOAT, (400, 3072))],
        [numpy_helper.from_array(right, "b")],
    )
    written = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(written, options, providers=["CPUExecutionProvider"])
    linear = torch.nn.Linear(768, 3072, bias=False).requires_grad_(False)
    packed, rows = torch.utils.mkldnn.to_mkldnn(linear.eval()), torch.from_numpy(left).to_mkldnn()
    return {
        "product, MKL": lambda: [linear(torch.from_numpy(left)) for _ in range(5)],
        "product, oneDNN": lambda: [packed(rows) for _ in range(5)],
        "product, ONNX Runtime": lambda: [session.run(None, {"a": left}) for _ in range(5)],
    }
