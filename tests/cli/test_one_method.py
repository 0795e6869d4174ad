"""A command opens the library, calls it, and shows: what is inside of the library is no business of a command."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMANDS = Path(__file__).parents[2] / "cli" / "commands"
INSIDE = ("vsearch.retrieval", "vsearch.indexer", "vsearch.media")

FREE = {"compile", "distill", "index", "tour", "train"}
"""They make what is no library's, or make a library: encoders, towers, indexes, the demo."""

BY_PLACE = FREE | {"demo", "serve", "mcp"}
"""They start processes that open the library themselves, or make it first."""

NAMES = {"vsearch.retrieval.search.channels"}
"""A table of names alone, which the help of `--in` lists."""


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that are imported when the code runs, not only for its types."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        yield from imported(node)


@pytest.mark.parametrize("path", sorted(COMMANDS.glob("*.py")), ids=lambda path: path.stem)
def test_a_command_knows_the_open_library_alone(path: Path) -> None:
    inner = {name for name in imported(ast.parse(path.read_text())) if name.startswith(INSIDE)} - NAMES
    assert not inner or path.stem in FREE


def asked(tree: ast.AST) -> Iterator[str]:
    """What a command does with the place of the library: the calls that it is given to, else what stands there."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = {id(arg): ast.unparse(call.func) for call in calls for arg in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "library" and isinstance(node.ctx, ast.Load):
            yield given.get(id(node), ast.unparse(node))


@pytest.mark.parametrize("path", sorted(COMMANDS.glob("*.py")), ids=lambda path: path.stem)
def test_a_command_opens_the_library_and_passes_no_place_of_it(path: Path) -> None:
    assert {*asked(ast.parse(path.read_text()))} <= {"vsearch.open"} or path.stem in BY_PLACE


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param("def f():\n    from vsearch.media.page import page", ["vsearch.media.page"], id="inside"),
        pytest.param("if TYPE_CHECKING:\n    from vsearch.media.page import Page", [], id="types"),
        pytest.param("import vsearch.indexer", ["vsearch.indexer"], id="whole"),
    ],
)
def test_what_is_imported_is_seen_wherever_it_stands(code: str, names: list[str]) -> None:
    assert list(imported(ast.parse(code))) == names
