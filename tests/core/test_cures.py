"""Every cure that an error names is worded by every front, and library code names no option of the command line."""

import ast
import pickle
import re
from pathlib import Path

import pytest

from vsearch.cli.cures import COMMAND_LINE, worded
from vsearch.cures import PYTHON
from vsearch.errors import LibraryMissing
from vsearch.web.http.cures import WEB
from vsearch.web.mcp.cures import ASSISTANT

ROOT = Path(__file__).parent.parent.parent
FRONTS = {"python": PYTHON, "command line": COMMAND_LINE, "web": WEB, "assistant": ASSISTANT}


@pytest.mark.parametrize("front", FRONTS)
def test_every_front_words_the_same_cures(front: str) -> None:
    assert set(FRONTS[front]) == set(PYTHON)


def test_every_cure_is_named_by_some_error_and_every_named_one_exists() -> None:
    named: set[str] = set()
    for folder in ("core", "media", "indexer", "retrieval", "training", "cluster", "cli", "data", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "cures.py":
                constants = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
                named |= {node.value for node in constants if node.value in PYTHON}
    assert named == set(PYTHON)


def test_an_error_says_what_happened_and_the_cure_in_each_front_s_words() -> None:
    error = LibraryMissing("There is no library at /nowhere.", "make-library")
    assert str(error) == "There is no library at /nowhere. Make one with vsearch.index(), or pass another path."
    assert worded(error).endswith("or name one with --library.")


def test_an_error_crosses_processes_with_its_facts() -> None:
    error = pickle.loads(pickle.dumps(LibraryMissing("There is none.", "make-library", place="x")))
    assert (error.what, error.code, error.facts) == ("There is none.", "make-library", {"place": "x"})


LIBRARY_CODE: tuple[str, ...] = ("core", "indexer", "media", "retrieval", "training", "cluster")


def sentences(folder: str) -> list[str]:
    """Strings of a folder that name an option or a command, docstrings and captions left out."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text())
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if id(node) not in notes and re.search(r"(^|[\s(`])--[a-z]|`vsearch ", text):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


@pytest.mark.parametrize("folder", LIBRARY_CODE)
def test_library_code_names_no_option_of_the_command_line(folder: str) -> None:
    assert sentences(folder) == []
