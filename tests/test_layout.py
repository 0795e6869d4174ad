"""The project keeps its own promises: folders, floors, commands, captions and light imports."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from vsearch.cli.app import COMMANDS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = ("core", "data", "media", "indexer", "retrieval", "training", "cluster", "cli", "web")
HEAVY = {"torch", "faiss", "duckdb", "av", "cv2", "onnxruntime", "transformers", "open_clip", "numpy", "pyarrow"}


def modules() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def test_every_package_is_in_the_wheel() -> None:
    mapped = PROJECT["tool"]["setuptools"]["package-dir"]
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == set(mapped)
    here = {str(path.parent.relative_to(ROOT)) for path in modules()}
    assert set(mapped.values()) == here


def test_no_folder_shadows_the_package() -> None:
    assert not (ROOT / "vsearch").exists()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_begins_with_its_caption(path: Path) -> None:
    caption = ast.get_docstring(ast.parse(path.read_text()))
    assert caption
    assert caption.splitlines()[0].endswith((".", "?"))


def test_the_map_in_the_readme_is_made_of_captions() -> None:
    readme = (ROOT / "README.md").read_text()
    for folder in FOLDERS:
        caption = ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text()))
        assert caption
        assert f"`{folder}/`" in readme
        assert caption.splitlines()[0] in readme


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_readme(name: str) -> None:
    assert f"vsearch {name}" in (ROOT / "README.md").read_text()


def test_every_command_has_help() -> None:
    script = "\n".join(
        (
            "import sys, typer",
            "from vsearch.cli.app import COMMANDS, app",
            "group = typer.main.get_command(app)",
            "for name in COMMANDS:",
            "    command = group.get_command(None, name)",
            "    assert command.help or command.callback.__doc__, name",
            f"print(sorted({HEAVY!r} & set(sys.modules)))",
        )
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; sys.argv = ['vsearch', '--help']\ntry:\n    from vsearch.cli.app import main; main()\n"
    script += f"except SystemExit:\n    print('heavy:', sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "heavy: []" in done.stdout
    assert all(name in done.stdout for name in COMMANDS)


PLANTED = [
    pytest.param(
        "indexer/planted.py", "from vsearch.retrieval import search",
        "vsearch.indexer.planted -> vsearch.retrieval.search", id="a sibling",
    ),
    pytest.param(
        "core/planted.py", "import vsearch.indexer.run.index", "not listed as layers:\n\n- vsearch.planted\n",
        id="upwards from the core",
    ),
    pytest.param(
        "retrieval/planted.py", "import vsearch.training", "vsearch.retrieval.planted -> vsearch.training",
        id="upwards",
    ),
    pytest.param(
        "core/encoders/planted.py", "import vsearch.texts.languages",
        "vsearch.encoders.planted -> vsearch.texts.languages", id="upwards within the core",
    ),
    pytest.param(
        "core/texts/tokens.py", "import vsearch.texts.languages",
        "No cycles are allowed in vsearch.texts.", id="a cycle of modules",
    ),
    pytest.param(
        "indexer/sources/planted.py", "import vsearch.indexer.run.plan",
        "No cycles are allowed in vsearch.indexer.", id="a cycle of rooms",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the check says of the package with every planted import in it."""
    place = tmp_path_factory.mktemp("planted")
    for folder in FOLDERS:
        target = place / "vsearch" if folder == "core" else place / "vsearch" / folder
        for path in (ROOT / folder).rglob("*.py"):
            copy = target / path.relative_to(ROOT / folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    for file, line, _ in (one.values for one in PLANTED):
        folder, _, name = str(file).partition("/")
        planted = place / "vsearch" / ("" if folder == "core" else folder) / name
        before = planted.read_text() if planted.exists() else '"""Planted."""\n'
        planted.write_text(f"{before}\n{line}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    command += ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    environment = {"PYTHONPATH": str(place), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, env=environment, cwd=place)
    assert done.returncode == 1
    return done.stdout


@pytest.mark.parametrize(("place", "line", "named"), PLANTED)
def test_a_planted_import_that_breaks_the_order_fails_the_check(broken: str, place: str, line: str, named: str) -> None:
    assert named in broken, f"{place}: {line}"


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in [*modules(), *(ROOT / "bench").rglob("*.py")]:
        for name in re.findall(r"^class ([A-Za-z]\w*)", path.read_text(), re.MULTILINE):
            places[name].append(str(path.relative_to(ROOT)))
    assert {name: own for name, own in places.items() if len(own) > 1} == {}


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in modules()}), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_folder_of_more_than_fifteen_modules_has_rooms(folder: Path) -> None:
    assert len([path for path in folder.glob("*.py") if path.stem != "__init__"]) <= 15


LONG = {
    "core/library/store.py",
    "data/storyboard.py",
    "indexer/run/work.py",
    "retrieval/asking.py",
    "retrieval/search/frames.py",
}
"""Modules that wait to be cut, and may have 300 lines until then."""


def test_a_module_is_read_in_one_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {name for name, length in lengths.items() if length > 250} <= LONG
    assert max(lengths.values()) <= 300
