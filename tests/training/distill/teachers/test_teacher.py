import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from vsearch.encoders import EncoderSpec
from vsearch.errors import ModelMissing, UsageWrong
from vsearch.training.distill.teachers.teacher import EncoderTeacher, GraphTeacher, Sentences, named

CPU = torch.device("cpu")


class Blind:
    def __init__(self, spec):
        self.spec = spec

    def encode_images(self, pixels):
        return np.ones((len(pixels), 4), np.float32)

    def encode_texts(self, texts):
        raise NotImplementedError


def graph(path, side=8, axis=1):
    """A model that sees the mean colours of rows (or columns) as features."""
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", side, side, 3])
    sink = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", side, 3])
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["x"], ["features"], axes=[axis], keepdims=0),
    ]
    model = helper.make_model(
        helper.make_graph(nodes, "means", [source], [sink]), opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    )
    path.parent.mkdir(exist_ok=True)
    onnx.save(model, str(path))
    return path


def test_an_encoder_of_another_version_is_another_teacher():
    old, new = (EncoderTeacher(Blind(EncoderSpec("builtin:x", 4, 16, version=v))).spec for v in ("a", "b"))
    assert old.side == new.side == 16
    assert old.name != new.name


def test_an_encoder_in_a_folder_that_changed_is_another_teacher(tmp_path):
    (tmp_path / "model.safetensors").write_text("weights")
    blind = Blind(EncoderSpec(f"hf:{tmp_path}", 4, 16))
    before = EncoderTeacher(blind).spec.name
    assert EncoderTeacher(blind).spec.name == before
    (tmp_path / "model.safetensors").write_text("newer weights")
    assert EncoderTeacher(blind).spec.name != before


def test_an_encoder_sees_and_reads():
    teacher = EncoderTeacher(Blind(EncoderSpec("builtin:x", 4, 16)))
    features, shares = teacher.see(torch.zeros(2, 16, 16, 3, dtype=torch.uint8))
    assert (features.shape, shares.shape) == ((2, 4), (2, 0))
    assert (teacher.spec.width, teacher.spec.least) == (4, 16)


def test_a_model_sees_features(tmp_path):
    teacher = GraphTeacher(graph(tmp_path / "m.onnx"), CPU)
    features, shares = teacher.see(torch.full((2, 8, 8, 3), 7, dtype=torch.uint8))
    assert features.shape == (2, 24)
    assert shares.shape == (2, 0)
    assert (features == 7).all()
    assert (teacher.spec.side, teacher.spec.width, teacher.spec.classes) == (8, 24, ())


def pooling(path, side=64):
    """A model that pools over all it is given."""
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", side, side, 3])
    sink = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 3])
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["x"], ["features"], axes=[1, 2], keepdims=0),
    ]
    model = helper.make_model(
        helper.make_graph(nodes, "means", [source], [sink]), opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    )
    onnx.save(model, str(path))
    return path


def test_a_model_that_pools_may_be_asked_about_small_pictures(tmp_path):
    assert GraphTeacher(pooling(tmp_path / "pooling.onnx"), CPU).spec.least == 32
    assert GraphTeacher(graph(tmp_path / "rows.onnx", side=64), CPU).spec.least == 64


def test_a_copy_of_a_model_is_the_same_teacher(tmp_path):
    one, two = (GraphTeacher(graph(tmp_path / n / "m.onnx"), CPU).spec for n in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: graph(path, axis=2), id="other layers"),
        pytest.param(lambda path: path.with_name("m.onnx.data").write_bytes(b"weights"), id="other weights"),
    ],
)
def test_another_model_is_another_teacher(tmp_path, change):
    path = graph(tmp_path / "m.onnx")
    before = GraphTeacher(path, CPU).spec.name
    change(path)
    assert GraphTeacher(path, CPU).spec.name != before


def test_a_reader_in_a_folder_that_changed_is_another_reader(tmp_path):
    (tmp_path / "model.safetensors").write_text("weights")
    before = Sentences(str(tmp_path), CPU).name
    assert Sentences(str(tmp_path), CPU).name == before
    (tmp_path / "model.safetensors").write_text("newer weights")
    assert Sentences(str(tmp_path), CPU).name != before


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelMissing, match=r"none\.onnx is not there"):
        GraphTeacher(tmp_path / "none.onnx", CPU)


def test_several_teachers_are_named_and_one_of_them_reads(tmp_path):
    model = str(graph(tmp_path / "m.onnx"))
    teachers, reader = named([model, model, "builtin"], "", CPU)
    assert [teacher.spec.width for teacher in teachers] == [24, 24, 256]
    assert reader is teachers[2]
    assert named([model], str(tmp_path), CPU)[1].name.startswith("sentences:")


def test_teachers_that_cannot_read_want_a_reader(tmp_path):
    with pytest.raises(UsageWrong, match="can see but not read"):
        named([str(graph(tmp_path / "m.onnx"))], "", CPU)
