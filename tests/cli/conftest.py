"""A library of three sample films, made once, and the program run as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.data.samples import Samples
from vsearch.errors import VSearchError
from vsearch.indexer.run.index import index
from vsearch.settings import IndexOverrides

FILMS = ("cat-looks-at-you.mp4", "morning-coffee.mp4", "slow-look-at-the-moon.mp4")


@pytest.fixture(scope="session")
def library(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, indexed with the built-in encoder; not to be written to."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    settings = IndexOverrides(transcriber="none", texts="builtin")
    index([samples.folder / name for name in FILMS], store=folder, encoder="builtin", settings=settings, jobs=2)
    return folder


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
