"""What programs read: one envelope from every command, videos named alike, seconds as numbers, nothing that steers."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vsearch.cli.app import COMMANDS, app
from vsearch.escapes import visible
from vsearch.library import Store
from vsearch.library.decisions import Decision

HOSTILE = "\x1b]52;c;cm0gLXJm\x07 gpj.\u202eexe \x9b31m"
CAT, MOON = "cat-looks-at-you.mp4", "slow-look-at-the-moon.mp4"

CALLS: dict[str, list[list[str]]] = {
    "index": [["OUT/nothing-new", "--dry-run"]],
    "thumbnail": [[CAT, MOON, "-n", "2", "-o", "OUT/stills"], ["--all", "-o", "OUT/all", "-n", "1"]],
    "search": [
        ["a cat", "--save", "cats"],
        ["--saved", "cats"],
        ["a", "cat", "--export", "OUT/a.csv,OUT/a.vtt", "--html", "OUT/a.html"],
    ],
    "searches": [[], ["cats"], ["cats", "--forget"]],
    "reels": [["best", "--add", f"{CAT}@0:01-0:02.5", "-o", "OUT/best.mp4"], ["best", "-o", "OUT/best.edl"], []],
    "sql": [["select title from videos"], ["--tables"]],
    "highlights": [[CAT, MOON, "--reel", "OUT/reel.mp4", "--reel-length", "4", "--clips", "OUT/clips"]],
    "list": [[], ["--failed"]],
    "segments": [[], [CAT], [MOON, "--export", "edl,csv", "--out", "OUT"]],
    "show": [[CAT, MOON]],
    "transcript": [[CAT, MOON]],
    "duplicates": [[]],
    "pin": [[CAT, "1.5"], [CAT, "--clear"]],
    "tag": [[CAT, MOON], ["--all"]],
    "label": [
        [CAT, f"+{HOSTILE}"],
        [CAT, "--segment", "credits", "0:01-0:02"],
        [CAT, "--no-segment", "intro", "--series", HOSTILE, "--season", "1", "--episode", "2"],
    ],
    "review": [[], ["--thumbnails"], ["--segments"]],
    "vocabulary": [["add", "lynx", "-p", HOSTILE], ["list"]],
    "monitor": [[]],
    "decisions": [["list"], ["undo", "KEY"], ["export", "OUT/decisions.csv"], ["import", "OUT/decisions.csv"]],
    "trial": [["start", CAT, MOON], ["serve", CAT, "--viewer", HOSTILE], ["log", "-"], ["status"], ["stop", CAT]],
    "train": [["--if-needed"]],
    "towers": [[]],
    "engine": [["set", "milvus://127.0.0.1:1"], ["set", "none"]],
    "rebuild": [[]],
    "sync": [["HERE", "OUT/copy"]],
    "doctor": [[]],
    "remove": [[CAT]],
    "token": [[*words, "--tokens", "OUT/tokens"] for words in (["add", "mara"], ["list"], ["revoke", "mara"])],
}
WITHOUT_LIBRARY = {"token", "sync"}
LONG = {"dataset", "evaluate", "distill", "compile", "demo", "serve", "mcp"}
"""Those that learn, and those that are read elsewhere."""


@pytest.fixture(scope="module")
def hostile(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three films, with titles and tags that would steer a terminal; to be written to."""
    folder = Path(shutil.copytree(library, tmp_path_factory.mktemp("hostile") / "library"))
    store = Store.open(folder)
    for entry in list(store.entries()):
        store.update(entry.with_video(title=f"{HOSTILE} {entry.video.title}", tags=(HOSTILE, entry.video.title[:9])))
        store.decide(Decision("label", entry.id, tag=HOSTILE))
    return folder


Typed = Callable[[str, list[str]], Any]


@pytest.fixture
def typed(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """Types a command into that library."""
    out = tmp_path_factory.mktemp("out")
    (out / "nothing-new").mkdir()

    def typed(command: str, words: list[str]) -> Any:
        newest = Store.open(hostile).history()[-1].key
        names = {"OUT": str(out), "KEY": newest, "HERE": str(hostile)}
        given = [re.sub("OUT|KEY|HERE", lambda name: names[name[0]], word) for word in words]
        where = [] if command in WITHOUT_LIBRARY else ["--library", str(hostile)]
        return CliRunner().invoke(app, [command, *given, *where])

    return typed


def dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dictionaries(item)


def lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from lists(item)


def test_every_command_is_called() -> None:
    assert CALLS.keys() | LONG >= COMMANDS.keys()


@pytest.mark.parametrize("command", CALLS)
def test_every_command_answers_programs_in_one_envelope(typed: Typed, command: str) -> None:
    for words in CALLS[command]:
        done = typed(command, [*words, "--json"])
        assert done.stdout, done.exception
        line, rest = done.stdout.split("\n", 1)
        assert rest == "", done.output
        told = json.loads(line)
        assert visible(line) == line
        assert told["version"] == 1
        assert all(isinstance(item, dict) for item in told["items"])
        assert all(isinstance(note, str) for note in told["notes"])
        assert [part for part in lists(told) if any(isinstance(item, list) for item in part)] == []
        for part in dictionaries(told):
            assert "span" not in part
            assert not isinstance(part.get("video"), str)
            assert "id" not in part or {"title", "path"} <= part.keys(), part
            for name in {"start", "end", "time", "duration", "length"} & part.keys():
                assert part[name] is None or isinstance(part[name], (int, float)), part


@pytest.mark.parametrize("command", CALLS)
def test_no_command_lets_a_title_steer_the_terminal(typed: Typed, command: str) -> None:
    for words in CALLS[command]:
        done = typed(command, words)
        assert visible(done.output) == done.output
        assert not done.exception or isinstance(done.exception, (SystemExit, Exception))
