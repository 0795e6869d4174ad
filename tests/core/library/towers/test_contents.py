"""Towers that an earlier version left unproven are tried, and proven once they are seen to run."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from vsearch.errors import LibraryDamaged
from vsearch.library import Store, towers
from vsearch.library.health import findings, mend

CONFIG = {
    "layout": 1, "encoder": "fake", "widths": {"frames": 4, "words": 0, "sound": 0}, "texts": "", "sound": "",
    "signals": [], "mean": [], "deviation": [], "tags": [],
}  # fmt: skip


def graph(scale: float) -> bytes:
    """A graph that makes any number of rows larger."""
    made = helper.make_graph(
        [helper.make_node("Mul", ["rows", "scale"], ["larger"])],
        "g",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("larger", TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(np.array([scale], np.float32), "scale")],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9).SerializeToString()


def formerly(store: Store, content: bytes) -> Path:
    """A tower that serves, as it was written before towers were proven."""
    with towers.draft(store, "t1") as folder:
        (folder / "tower.onnx").write_bytes(content)
        for part, told in {"config": CONFIG, "metrics": {}, "data": {}}.items():
            (folder / f"{part}.json").write_text(json.dumps(told))
    towers.promote(store, "t1")
    place = store.local("towers", "t1")
    (place / "parts.json").unlink()
    return place


@pytest.mark.parametrize(
    "content", [b"noise", graph(1.0)[:-9], graph(float("inf"))], ids=["no graph", "cut short", "no number"]
)
def test_a_graph_that_does_not_run_is_named_refused_and_set_aside(store: Store, content: bytes) -> None:
    place = formerly(store, content)
    assert ["tower.onnx is damaged: it does not run" in wrong.what for wrong in findings(store)] == [True]
    with pytest.raises(LibraryDamaged):
        towers.promote(store, "t1")
    mend(store.local())
    assert list(findings(store)) == []
    assert not place.exists()


@pytest.mark.parametrize("how", ["promoted", "kept"])
def test_one_that_runs_is_proven_when_it_is_promoted_or_written_to(store: Store, how: str) -> None:
    place = formerly(store, graph(2.0))
    assert list(findings(store)) == []
    if how == "promoted":
        towers.promote(store, "t1")
    else:
        towers.keep(store, "t1", "weights.json", '{"weights": {}}')
    damaged = bytearray(graph(2.0))
    damaged[-20] ^= 1
    (place / "tower.onnx").write_bytes(damaged)
    assert ["tower.onnx is damaged" in wrong.what for wrong in findings(store)] == [True]
