"""A library of three sample films, made once, and the program run as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.errors import VSearchError


@pytest.fixture(scope="session")
def library(three_films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, indexed with the built-in encoder; not to be written to."""
    return Path(copytree(three_films, tmp_path_factory.mktemp("cli") / "library"))


Said = Callable[..., str]


@pytest.fixture
def said(library: Path) -> Said:
    """What the program prints when run with these words."""

    def said(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, [*words, "--library", str(library)])
        if isinstance(result.exception, VSearchError):
            return str(result.exception)
        assert result.exit_code == code, result.output
        return result.output

    return said


@pytest.fixture
def told(said: Said) -> Callable[..., Any]:
    """What it tells programs."""
    return lambda *words: json.loads(said(*words, "--json"))
