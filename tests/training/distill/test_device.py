"""What runs on a GPU, on tensors that only pretend: two devices in one operation are refused as they would be there."""

from contextlib import nullcontext

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch._subclasses import FakeTensorMode

from vsearch.training.distill.lessons import Lessons
from vsearch.training.distill.muon import Muon
from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.bank import parts
from vsearch.training.distill.pictures.views import Draw, ViewPictures
from vsearch.training.distill.settle import settle
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.reload import fit, wake
from vsearch.training.distill.student.towers import ImageShape, ImageTower, TextShape, TextTower
from vsearch.training.distill.student.vocabulary import ids, learn_vocabulary
from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.joint import align
from vsearch.training.distill.teachers.onnx_module import OnnxModule
from vsearch.training.distill.teachers.teacher import TeacherSpec
from vsearch.training.distill.teachers.words import said

CUDA, COUNT = torch.device("cuda"), 24
TEXTS = ("red wall", "green door", "blue sky", "white snow")


@pytest.fixture(autouse=True)
def pretending(monkeypatch):
    for module in ("stages", "muon", "teachers.teacher"):
        monkeypatch.setattr(f"vsearch.training.distill.{module}.fast", lambda device: nullcontext())
    monkeypatch.setattr(torch.Tensor, "backward", lambda loss: None)  # the one thing that wants a real device
    with FakeTensorMode():
        yield


@pytest.fixture
def tokenizer(tmp_path):
    return learn_vocabulary([*TEXTS, "a photo picture of"], 80, tmp_path / "tokenizer.json")


@pytest.fixture
def stage(tokenizer):
    pixels = tuple(np.zeros((COUNT // 2, side, side, 3), np.uint8) for side in (32, 128))
    words = tuple((TEXTS[n % 4],) if n % 3 else (f"number {n}",) for n in range(COUNT))
    album = Album(pixels, np.arange(COUNT) % 2, np.arange(COUNT) // 2, words)
    bank, known = parts(album, 1), said(album, ("further",))
    specs = [TeacherSpec("one", 8, 4, ("x", "y")), TeacherSpec("two", 8, 5)]
    features, whole = Features(np.ones((len(bank), 11), np.float16), specs, CUDA), np.arange(len(bank))
    sentences, classes = (torch.ones(n, 8, device=CUDA) for n in (len(known.texts), 2))
    see, read = align(features, known, sentences, classes, whole, 8, steps=2)
    sources = (whole[::3], whole[1::3], whole[2::3])
    taught = Lessons(bank, features, features.joint(see), known, sentences, read, classes, whole[:2], sources)
    return Stage(ViewPictures(album, CUDA), taught, ids(tokenizer, known.texts, 8), 32, 8)


@pytest.fixture
def student():
    with CUDA:
        image, text = ImageTower(ImageShape((8, 16), (1, 1), 24, 8)), TextTower(TextShape(80, 8, 16, 1, 2, 8, 8))
        return Student(image, text, 9)


@pytest.mark.parametrize("name", ["see", "read", "meet"])
def test_a_lesson_of_every_stage_stays_on_the_device(stage, student, name):
    losses = getattr(stage, name)(student, Draw(np.random.default_rng(0), None))
    assert {loss.device.type for loss in losses.values()} == {"cuda"}


def test_kernels_learn_on_the_device(student):
    kernels = [weight for weight in student.parameters() if weight.ndim == 4]
    for weight in kernels:
        weight.grad = torch.ones_like(weight)
    Muon(kernels, 0.1).step()


def test_the_last_layers_settle_on_the_device(stage, student, tokenizer):
    settle(student, stage, tokenizer, 2, np.random.default_rng(0))


def test_towers_are_woken_and_fitted_on_the_device(stage, student):
    places = np.arange(6)
    wake(student.image, [stage.plain(places)])
    fit(student.image.joint, stage.still(student, places), stage.taught.joint[stage.on(places)])
    assert student.image.joint.weight.device.type == "cuda"


def test_a_teacher_sees_on_the_device(tmp_path):
    kernel, mean = np.ones((4, 3, 3, 3), np.float16), np.full((1, 3, 1, 1), 0.5, np.float32)
    constants = [numpy_helper.from_array(value, name) for name, value in (("half", kernel), ("mean", mean))]
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["x"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Sub", ["planes", "mean"], ["even"]),
        helper.make_node("Cast", ["half"], ["kernel"], to=TensorProto.FLOAT),
        helper.make_node("Conv", ["even", "kernel"], ["seen"], pads=[0, 0, 1, 1], strides=[2, 2]),
        helper.make_node("Flatten", ["seen"], ["features"]),
    ]
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", 16, 16, 3])
    sink = helper.make_tensor_value_info("features", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "g", [source], [sink], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), tmp_path / "m.onnx")
    module = OnnxModule(tmp_path / "m.onnx").to(CUDA)
    for _ in range(2):
        seen = module(torch.zeros(2, 16, 16, 3, dtype=torch.uint8, device=CUDA), ["features"])[0]
        assert (seen.device.type, tuple(seen.shape)) == ("cuda", (2, 256))
