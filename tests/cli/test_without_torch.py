"""Indexing and searching need no more than a plain installation brings; what needs more says so in one sentence."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distributions, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from vsearch.data.samples import Samples
from vsearch.library import Store, towers
from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library
from vsearch.training.datasets.build import build
from vsearch.training.tower import export
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.train import learn

ROOT = Path(__file__).parents[2]
TOML = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = TOML["project"]
EXTRAS = PROJECT["optional-dependencies"]
TORCH = {"torch", "torchvision", "torchaudio", "transformers", "open-clip-torch", "sentence-transformers", "triton"}
HIDING = """
import sys
from importlib.machinery import PathFinder

class Confined(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if path is None and name in HIDDEN else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Confined
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


def brought(wanted: list[str]) -> set[str]:
    """The names of all distributions that these requirements bring, as far as they are installed here."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in wanted]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        asked = {f"{name}[{extra}]" for extra in one.extras or {""}}
        if asked <= found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        found |= asked | {name}
        for line in installed(name):
            needed = Requirement(line)
            if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in one.extras or {""}):
                needed.marker = None
                waiting.append(needed)
    return {name for name in found if "[" not in name}


def installed(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


@pytest.fixture(scope="module")
def plain() -> list[str]:
    """What the package as it was built and installed requires, whatever the extras."""
    lines = [line for line in installed("vsearch") if "extra ==" not in line]
    here = {canonicalize_name(one.metadata["Name"]) for one in distributions()}
    wanted = (one for one in map(Requirement, lines) if not one.marker or one.marker.evaluate({"extra": ""}))
    if missing := [one.name for one in wanted if canonicalize_name(one.name) not in here]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    return lines


def confined(folder: Path, allowed: list[str]) -> dict[str, str]:
    """The surroundings of a process in which, and in whose children, only what these requirements bring is found."""
    kept = {"vsearch", *brought(allowed)}
    names = [name for name, owners in packages_distributions().items() if not kept & {*map(canonicalize_name, owners)}]
    names = [name for name in names if name.isidentifier() and name not in sys.stdlib_module_names]
    (folder / "sitecustomize.py").write_text(f"HIDDEN = {json.dumps(names)}\n{HIDING}")
    return {**os.environ, "PYTHONPATH": str(folder), "VSEARCH_LIBRARY": str(folder / "library")}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, plain: list[str]):
    """Run commands with what a plain installation brings."""
    folder = tmp_path_factory.mktemp("blocked")
    Store.create(folder / "empty", "builtin", 256)
    surroundings = confined(folder, [*plain, *EXTRAS["cpu"], *EXTRAS["gpu"]])

    def run(*lines: str) -> str:
        command = [sys.executable, "-c", RUN]
        said = subprocess.run(
            command, input="\n".join(lines), capture_output=True, text=True, env=surroundings, cwd=folder
        )
        assert "Traceback" not in said.stderr, said.stderr
        return said.stdout + said.stderr

    return run


def test_a_plain_installation_brings_no_torch_and_the_extra_brings_all_of_it(plain: list[str]) -> None:
    assert {Requirement(line).name for line in plain} == {Requirement(line).name for line in PROJECT["dependencies"]}
    assert not TORCH & brought([*plain, *EXTRAS["cpu"], *EXTRAS["screen"], *EXTRAS["web"], *EXTRAS["demo"]])
    assert brought(EXTRAS["models"]) >= TORCH - {"triton"}


EVERY = """
import importlib, json, sys
failed = {}
for name in sys.stdin.read().split():
    try:
        importlib.import_module(name)
    except ImportError as error:
        failed[name] = (error.name or "").partition(".")[0]
print(json.dumps(failed))
"""
BY_TORCH = re.compile(
    r"vsearch\.(training\..*|cli\.show\.distill|encoders\.(batches|compiling\.\w+|handover|openclip|towers|transformer)"
    r"|readers\.nvdec\.(reader|tensors)|texts\.export)"
)
"""What imports torch at its head, and is itself imported only where a model or a training asks for it."""


def test_every_other_module_is_imported_with_what_a_plain_installation_and_the_server_bring(
    plain: list[str], tmp_path: Path
) -> None:
    surroundings = confined(tmp_path, [*plain, *EXTRAS["cpu"], *EXTRAS["gpu"], *EXTRAS["web"]])
    folders = TOML["tool"]["setuptools"]["package-dir"]
    names = [
        f"{package}.{path.stem}" for package, folder in folders.items() for path in sorted((ROOT / folder).glob("*.py"))
    ]
    said = subprocess.run(
        [sys.executable, "-c", EVERY], input=" ".join(name.removesuffix(".__init__") for name in names),
        capture_output=True, text=True, env=surroundings, cwd=tmp_path, check=True,
    )  # fmt: skip
    failed = json.loads(said.stdout)
    assert {name: of for name, of in failed.items() if not BY_TORCH.fullmatch(name)} == {}
    assert set(failed.values()) <= {"torch", "onnx"}


def test_the_main_commands_run(run, samples: Samples, tmp_path: Path) -> None:
    video = sorted(path for path in samples.folder.rglob("*.mp4"))[0]
    lines = [
        f"index {video} --encoder builtin --transcriber none --no-screen",
        *("search cat", f"thumbnail {video}", f"highlights {video}", f"show {video}", f"transcript {video}"),
        *(f"label {video} +cat", "vocabulary add dog", f"tag {video}", f"segments {video}", "duplicates"),
        *("monitor", "towers", f"trial start {video}", "trial status", "decisions list", "sql 'select 1'"),
        *("doctor", "rebuild", "sync library copy", f"remove {video}"),
    ]
    said = run(*lines)
    ended = [line for line in said.splitlines() if line.startswith("ended")]
    assert ended == [f"ended 0 {line.split()[0]}" for line in lines], said


@pytest.fixture(scope="module")
def taught(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films with labels, and a serving tower that learned thumbnails and tags of them in a moment."""
    folder = tmp_path_factory.mktemp("taught") / "library"
    shutil.copytree(library, folder)
    with Library.open(folder) as opened:
        for id, tag in zip(opened.ids(), ("cat", "cup", "moon"), strict=True):
            time = float(opened.entry(id).video.duration / 2)
            opened.store.decide(Decision("pin", id, time=time), Decision("label", id, tag=tag))
        dataset = build(opened)
        learned = learn(dataset, dataset, Plan(epochs=4, width=16, depth=1, heads=2, batch=4, rate=1e-2))
        with towers.draft(opened.store, "small") as part:
            export.write(part, learned, dataset, {}, {})
        towers.promote(opened.store, "small")
    return folder


def test_a_trained_tower_and_learned_tags_answer(run, taught: Path, tmp_path: Path) -> None:
    cat, by = "'A cat looks at you'", f"--library {taught}"
    lines = [f"thumbnail {cat} --output {tmp_path} --json {by}", f"highlights {cat} --json {by}", f"tag {cat} {by}"]
    lines += [f"towers --promote none {by}", f"thumbnail {cat} --output {tmp_path} --json {by}", f"doctor {by}"]
    said = run(*lines)
    assert [line for line in said.splitlines() if line.startswith("ended")] == [
        f"ended 0 {line.split()[0]}" for line in lines
    ], said
    first, *_, last = [line for line in said.splitlines() if line.startswith("{")]
    assert json.loads(first)["items"] != json.loads(last)["items"]  # those of the tower, and those without


TORCHLESS = [
    pytest.param("compile open_clip:ViT-B-32/openai", "To compile an encoder needs torch and onnx", id="compile"),
    pytest.param("distill . --output new", "To distil an encoder needs torch", id="distill"),
    pytest.param("evaluate", "To measure a tower needs torch", id="evaluate"),
    pytest.param("train --task segments --library empty", "To train needs torch", id="segments"),
    pytest.param("index . --library new --encoder hf:some/model", "hf:some/model needs torch", id="encoder"),
]


@pytest.fixture(scope="module")
def refused(run) -> str:
    """What one process says to all of them."""
    return " ".join(run(*(str(one.values[0]) for one in TORCHLESS)).split())


@pytest.mark.parametrize(("line", "what"), TORCHLESS)
def test_what_needs_torch_says_so(refused: str, line: str, what: str) -> None:
    assert f"{what}: not installed here. Run `pip install 'vsearch[models]'`." in refused
    assert re.search(rf"ended [12] {line.split()[0]}\b", refused)
