"""docs/commands.md names every command, and every member that a program may read."""

import re
from pathlib import Path

from vsearch.cli.app import COMMANDS

TEXT = (Path(__file__).parent.parent.parent / "docs" / "commands.md").read_text("utf-8")


def test_every_command_is_described_once_with_an_example_and_its_json() -> None:
    parts = re.split(r"^### (\w+)\n", TEXT, flags=re.MULTILINE)[1:]
    described = dict(zip(parts[::2], parts[1::2], strict=True))
    assert sorted(parts[::2]) == sorted(COMMANDS)
    for name, part in described.items():
        assert f"    $ vsearch {name}" in part, name
        assert re.search(r"^(Items|One item)", part, re.MULTILINE), name
