from pathlib import Path
from typing import Any

import onnx
import pytest
import torch
from onnx import TensorProto, helper
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import UsageWrong
from vsearch.training.distill import Distilled


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A teacher that sees mean colours."""
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", 8, 8, 3])
    sink = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 3])
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["x"], ["features"], axes=[1, 2], keepdims=0),
    ]
    graph = helper.make_graph(nodes, "means", [source], [sink])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), tmp_path / "m.onnx")
    return tmp_path / "m.onnx"


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a distillation was asked for, instead of the distillation."""
    asked: dict[str, Any] = {}

    def teach(pictures: list[Path], teachers: Any, reader: Any, output: Path, **more: Any) -> Distilled:
        asked.update(more, pictures=pictures, teachers=teachers, reader=reader)
        return Distilled(output, None, 9, 7)

    monkeypatch.setattr("vsearch.training.distill.distill", teach)
    return asked


def test_several_teachers_a_device_and_a_folder_to_work_in_are_passed_on(model, taught, tmp_path):
    words = ["--teacher", str(model), "--teacher", "builtin", "--sentences", str(tmp_path), "--device", "cpu"]
    words += ["--work", str(tmp_path / "work"), "--size", "160", "--crops", "2", "--minutes", "5", "--views", "96"]
    result = CliRunner().invoke(app, ["distill", str(tmp_path), "-o", str(tmp_path / "out"), *words])
    assert result.exit_code == 0, result.output
    assert "Learned from 9 pictures and 7 texts" in result.output
    assert [teacher.spec.width for teacher in taught["teachers"]] == [3, 256]
    assert taught["reader"].name.startswith("sentences:")
    assert (taught["device"], taught["work"]) == (torch.device("cpu"), tmp_path / "work")
    assert (taught["minutes"], taught["views"]) == (5, 96)
    assert (taught["recipe"].size, taught["recipe"].crops, taught["start"]) == (160, 2, None)


def test_going_on_from_the_builtin_encoder_keeps_its_side_unless_another_is_asked(model, taught, tmp_path):
    words = ["--teacher", "builtin", "--from", "builtin"]
    CliRunner().invoke(app, ["distill", str(tmp_path), "-o", str(tmp_path / "out"), *words])
    assert taught["recipe"].size == 0
    assert (taught["start"] / "encoder.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--device", "tpu"], "no device 'tpu'", id="an unknown device"),
        pytest.param(["--device", "cuda:99"], "cuda:99 cannot be used", id="a device that is not here"),
        pytest.param(["--sentences", ""], "can see but not read", id="nobody reads"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_read(model, taught, tmp_path, words, said):
    asked = ["distill", str(tmp_path), "-o", str(tmp_path / "out"), "--teacher", str(model), *words]
    result = CliRunner().invoke(app, asked)
    assert isinstance(result.exception, UsageWrong)
    assert said in str(result.exception)
    assert not taught
