"""The public names: what `import vsearch` promises, light until one of them is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import vsearch

PROMISED = (
    "Answer CandidateIndex Channel Decision Encoder Fitted IndexOverrides Library LibraryError Moment Outcome Reader "
    "Reel ReelPart SavedQuery SavedSearch Segment ServeSettings SoundEncoder Span Tag TextEncoder Thumbnail "
    "TrainSettings UsageWrong Utterance VSearchError Video VideoError Wanted find_segments index open serve "
    "serve_mcp train"
)


def test_the_public_names_are_those_that_were_promised() -> None:
    assert sorted(vsearch.__all__) == sorted(PROMISED.split())
    assert set(vsearch.__all__) <= set(dir(vsearch))


@pytest.mark.parametrize("name", PROMISED.split())
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(vsearch, name).__doc__


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(vsearch.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    seen = {node.module: tuple(sorted(alias.name for alias in node.names)) for node in imports}
    assert seen == {place: tuple(sorted(names)) for place, names in vsearch._PLACES.items()}


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = vsearch.nonsense


def test_importing_the_package_loads_nothing_else() -> None:
    script = "import sys, vsearch; print([name for name in sys.modules if name in ('numpy', 'vsearch.nouns', 'torch')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
