"""`vsearch thumbnail` of a library without videos."""

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.library import Store


@pytest.mark.parametrize("which", ["--all", "--missing", "--stale"])
def test_an_empty_library_is_called_empty(tmp_path, which):
    library = Store.create(tmp_path / "library", "builtin", 256).local()
    result = CliRunner().invoke(app, ["thumbnail", which, "--library", str(library), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "holds no video yet" in result.output
    assert "vsearch index" in result.output
    assert "has its thumbnail" not in result.output
