import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from vsearch.errors import ModelMissing
from vsearch.training.distill.teachers.onnx_module import OnnxModule

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)


class Small(nn.Module):
    """A network like those that teach: padded on one side, clipped, depthwise, pooled, shared out among classes."""

    def __init__(self):
        super().__init__()
        self.stem, self.deep = nn.Conv2d(3, 8, 3, 2, bias=False), nn.Conv2d(8, 8, 3, 1, 1, groups=8)
        self.norm, self.wide, self.last = nn.BatchNorm2d(8), nn.Conv2d(8, 16, 1), nn.Linear(16, 5)

    def forward(self, pixels):
        x = (pixels.permute(0, 3, 1, 2).float() - 127.0) / 128.0
        x = nn.functional.relu6(self.stem(nn.functional.pad(x, (0, 1, 0, 1))))
        x = x + nn.functional.hardswish(self.norm(self.deep(x)))
        pooled = torch.sigmoid(self.wide(x)).mean((2, 3))
        flat = pooled.reshape(pooled.shape[0], -1)
        return flat, self.last(flat).softmax(1)


def saved(path, nodes, outputs, constants=()):
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", 32, 32, 3])
    sinks = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    kept = [numpy_helper.from_array(value, name) for name, value in constants]
    graph = helper.make_graph(nodes, "g", [source], sinks, kept)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))
    return path


@pytest.mark.filterwarnings("ignore")
def test_a_network_says_what_the_runtime_says(tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "m.onnx"
    axes = {name: {0: "n"} for name in ("pixels", "features", "shares")}
    torch.onnx.export(
        Small().eval(), (torch.from_numpy(PIXELS),), str(path), input_names=["pixels"],
        output_names=["features", "shares"], dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    wanted = onnxruntime.InferenceSession(str(path)).run(None, {"pixels": PIXELS})
    module = OnnxModule(path)
    assert (module.side, module.outputs) == (32, ("features", "shares"))
    for count in (3, 3, 1):  # what depends on the shape is computed anew for another
        seen = module(torch.from_numpy(PIXELS[:count]), module.outputs)
        for one, other in zip(seen, wanted, strict=True):
            assert np.abs(one.numpy() - other[:count]).max() < 1e-5


def shaped():
    """Reshapes by the shape of what came in, as exporters write it."""
    number = np.asarray
    constants = [
        ("zero", number(0)),
        ("one", number([1])),
        ("rest", number([-1])),
        ("lots", number([9])),
        ("axis", number([0])),
    ]
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "zero"], ["count"]),
        helper.make_node("Unsqueeze", ["count", "axis"], ["counts"]),
        helper.make_node("Slice", ["shape", "one", "lots", "axis"], ["others"]),
        helper.make_node("Concat", ["counts", "rest"], ["wanted"], axis=0),
        helper.make_node("Reshape", ["x", "wanted"], ["features"]),
    ]
    return nodes, constants


def test_shapes_are_followed(tmp_path):
    nodes, constants = shaped()
    module = OnnxModule(saved(tmp_path / "m.onnx", nodes, ["features"], constants))
    for count in (2, 3):
        assert module(torch.from_numpy(PIXELS[:count]), ["features"])[0].shape == (count, 32 * 32 * 3)


def test_an_operation_that_is_not_known_is_named(tmp_path):
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Erf", ["x"], ["features"]),
    ]
    with pytest.raises(ModelMissing, match="operation Erf"):
        OnnxModule(saved(tmp_path / "m.onnx", nodes, ["features"]))


def test_the_shared_teacher_says_the_same_in_torch(shared):
    model = shared / "teacher" / "mobilenet_v2.onnx"
    pixels = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3), dtype=np.uint8)
    module = OnnxModule(model)
    wanted = onnxruntime.InferenceSession(str(model)).run(list(module.outputs), {"images_uint8_nhwc": pixels})
    for one, other in zip(module(torch.from_numpy(pixels), module.outputs), wanted, strict=True):
        assert np.abs(one.numpy() - other).max() < 1e-3
