"""Indexing and searching need neither torch nor what stands on it; what does need them says so in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vsearch.data.samples import Samples

BLOCK = """
import sys
names = ["torch", "torchvision", "torchaudio", "transformers", "open_clip", "sentence_transformers", "onnx", "optuna"]
sys.modules.update(dict.fromkeys(names))
"""
RUN = """
import shlex, sys
from vsearch.cli.app import main
for line in sys.stdin:
    sys.argv = ["vsearch", *shlex.split(line)]
    try:
        main()
    except SystemExit as ended:
        print("ended", ended.code, line.split()[0], flush=True)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    """Run commands in a process in which, and in whose children, torch cannot be imported."""
    folder = tmp_path_factory.mktemp("blocked")
    (folder / "sitecustomize.py").write_text(BLOCK)
    surroundings = {**os.environ, "PYTHONPATH": str(folder), "VSEARCH_LIBRARY": str(folder / "library")}

    def run(*lines: str) -> str:
        command = [sys.executable, "-c", RUN]
        said = subprocess.run(
            command, input="\n".join(lines), capture_output=True, text=True, env=surroundings, cwd=folder
        )
        assert "Traceback" not in said.stderr, said.stderr
        return said.stdout + said.stderr

    return run


def test_the_main_commands_run(run, samples: Samples, tmp_path: Path) -> None:
    video = sorted(path for path in samples.folder.rglob("*.mp4"))[0]
    words = ["index", "search", "thumbnail", "highlights", "show", "doctor", "rebuild"]
    lines = [f"index {video} --encoder builtin --transcriber none --no-screen", "search cat", f"thumbnail {video}"]
    said = run(*lines, f"highlights {video}", f"show {video}", "doctor", "rebuild")
    assert [line for line in said.splitlines() if line.startswith("ended")] == [f"ended 0 {word}" for word in words]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param("compile open_clip:ViT-B-32/openai", "To compile an encoder needs torch and onnx", id="compile"),
        pytest.param("distill . --output new", "To distil an encoder needs torch", id="distill"),
        pytest.param("evaluate", "To measure a tower needs torch", id="evaluate"),
        pytest.param("train --task segments", "To train needs torch", id="segments"),
        pytest.param("index . --library new --encoder hf:some/model", "hf:some/model needs torch", id="encoder"),
    ],
)
def test_what_needs_torch_says_so(run, line: str, what: str) -> None:
    said = " ".join(run(line).split())
    assert f"{what}: not installed here. Run `pip install vsearch`." in said
