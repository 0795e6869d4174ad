import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from vsearch.encoders import EncoderSpec
from vsearch.errors import ModelMissing
from vsearch.training.distill.teachers import EncoderTeacher, FeatureTeacher


class Blind:
    def __init__(self, spec):
        self.spec = spec

    def encode_images(self, pixels):
        raise NotImplementedError

    def encode_texts(self, texts):
        raise NotImplementedError


def letters(texts):
    return np.ones((len(texts), 4), np.float32)


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
    teacher = EncoderTeacher(Blind(EncoderSpec(f"hf:{tmp_path}", 4, 16)))
    before = teacher.spec.name
    assert teacher.spec.name == before
    (tmp_path / "model.safetensors").write_text("newer weights")
    assert teacher.spec.name != before


def test_a_model_sees_features_and_its_reader_reads(tmp_path):
    teacher = FeatureTeacher(graph(tmp_path / "m.onnx"), "letters", letters)
    features, shares = teacher.see(np.full((2, 8, 8, 3), 7, np.uint8))
    assert features.shape == (2, 24)
    assert shares.shape == (2, 0)
    assert (features == 7).all()
    assert teacher.read(["a"]).shape == (1, 4)
    assert (teacher.spec.side, teacher.spec.classes) == (8, ())


def test_a_copy_of_a_model_is_the_same_teacher(tmp_path):
    one, two = (FeatureTeacher(graph(tmp_path / n / "m.onnx"), "letters", letters).spec for n in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("change", "reader"),
    [
        pytest.param(lambda path: graph(path, axis=2), "letters", id="other layers"),
        pytest.param(lambda path: path.with_name("m.onnx.data").write_bytes(b"weights"), "letters", id="other weights"),
        pytest.param(lambda path: None, "syllables", id="another reader"),
    ],
)
def test_another_model_or_reader_is_another_teacher(tmp_path, change, reader):
    path = graph(tmp_path / "m.onnx")
    before = FeatureTeacher(path, "letters", letters).spec.name
    change(path)
    assert FeatureTeacher(path, reader, letters).spec.name != before


def test_a_reader_in_a_folder_that_changed_is_another_teacher(tmp_path):
    path, folder = graph(tmp_path / "m.onnx"), tmp_path / "reader"
    folder.mkdir()
    (folder / "model.safetensors").write_text("weights")
    before = FeatureTeacher(path, str(folder), letters).spec.name
    assert FeatureTeacher(path, str(folder), letters).spec.name == before
    (folder / "model.safetensors").write_text("newer weights")
    assert FeatureTeacher(path, str(folder), letters).spec.name != before


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelMissing, match=r"none\.onnx is not there"):
        FeatureTeacher(tmp_path / "none.onnx", "letters", letters)
