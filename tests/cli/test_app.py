"""The program as a process: how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from vsearch import __version__
from vsearch.cli.app import COMMANDS, app


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["list"], id="table"),
        pytest.param(["list", "--json"], id="json"),
    ],
)
def test_when_nobody_reads_on_it_ends_in_peace(library: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "vsearch.cli.app", *words]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        environment = {**os.environ, "VSEARCH_LIBRARY": str(library)}
        done = subprocess.run(
            command, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=250, check=False, env=environment
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_says_which_version_it_is() -> None:
    command = [sys.executable, "-m", "vsearch.cli.app", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, f"vsearch {__version__}", "")


def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with() -> None:
    listed = " ".join(CliRunner().invoke(app, ["--help"]).output.split())
    group = typer.main.get_command(app)
    for name in COMMANDS:
        made = group.get_command(typer.Context(group), name)  # type: ignore[attr-defined]
        said = made.get_short_help_str(50).removesuffix("...")
        assert f"{name} {said}" in listed
