"""Graphs run without a word to anybody."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from vsearch.models.sessions import session


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Twice what is given."""
    given, made = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("given", "made"))
    body = helper.make_graph([helper.make_node("Add", ["given", "given"], ["made"])], "twice", [given], [made])
    path = tmp_path / "twice.onnx"
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize("threads", [0, 1, 2])
@pytest.mark.parametrize("arena", [True, False])
def test_a_graph_is_run(graph: Path, threads: int, arena: bool) -> None:
    (made,) = session(graph, threads, arena=arena).run(None, {"given": np.ones(3, np.float32)})
    assert made.tolist() == [2, 2, 2]


def test_the_runtime_keeps_no_record_of_its_use(graph: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    code = (
        "import sys; from pathlib import Path; from vsearch.models.sessions import session; session(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, graph], check=True, env={**kept, "XDG_CACHE_HOME": str(cache)})
    assert list(cache.iterdir()) == []
