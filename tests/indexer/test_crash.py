"""A run that is killed at any moment leaves a library that opens, shows no half video, and goes on where it was."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from vsearch.library import Store
from vsearch.library.catalog.listing import listed

Film = Callable[..., Path]

KILLS, CHUNKS = 40, 10
"""So many kills in all, in chunks that several test processes can share."""


class Runs:
    """Starts runs over one folder of films."""

    def __init__(self, films: Path) -> None:
        command = [sys.executable, str(Path(__file__).with_name("index_films.py"))]
        self._films = films
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, store: Path) -> int:
        """Begin a run; its process id."""
        assert self._server.stdin
        self._server.stdin.write(f"{store} {self._films}\n")
        self._server.stdin.flush()
        return int(self._line())

    def end(self) -> str:
        """Wait for the run; what it said of its files."""
        said = ""
        while (line := self._line()) != "over":
            said = line
        return said

    def close(self) -> None:
        self._server.communicate(timeout=60)

    def _line(self) -> str:
        assert self._server.stdout
        return self._server.stdout.readline().strip()


@pytest.fixture
def runs(tmp_path: Path, film: Film) -> Iterator[Runs]:
    for number in range(4):
        film(tmp_path / "films" / f"{number}.mp4", number)
    made = Runs(tmp_path / "films")
    yield made
    made.close()


def content(folder: Path) -> dict[str, object]:
    """What a library holds, but for when it was made."""
    store = Store.open(folder)
    found: dict[str, object] = {}
    for id in store.ids():
        shelf = store.shelf(id)
        entry, table = shelf.entry(), shelf.frames()
        parts = {name: column.tolist() for name, column in table.columns().items()}
        parts |= {"video": entry.video, "status": entry.status, "vectors": shelf.index().vectors().tolist()}
        parts |= {f"made {part}": dict(made) for part, made in entry.made.items()}
        parts |= {"sheet": hash(shelf.preview())}
        found |= {f"{id} {name}": value for name, value in parts.items()}
    return found


@pytest.mark.parametrize("chunk", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, CHUNKS))])
def test_a_killed_run_leaves_whole_videos_and_is_taken_up_again(tmp_path: Path, runs: Runs, chunk: int) -> None:
    begun = time.monotonic()
    runs.begin(tmp_path / "undisturbed")
    assert runs.end() == "indexed indexed indexed indexed"
    length = time.monotonic() - begun
    expected = content(tmp_path / "undisturbed")
    moments = random.Random(chunk)
    for number in range(KILLS // CHUNKS):
        store = tmp_path / f"killed-{number}"
        process = runs.begin(store)
        time.sleep(moments.uniform(0, 1.1) * length)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        runs.end()
        if (store / "library.json").exists():
            held = content(store)
            assert [name for name in held if held[name] != expected[name]] == []
            assert sorted(item.id for item in listed(Store.open(store))) == Store.open(store).ids()
        runs.begin(store)
        assert set(runs.end().split()) <= {"indexed", "unchanged"}
        again = content(store)
        assert [(name, again.get(name), expected[name]) for name in expected if again.get(name) != expected[name]] == []
        assert not list((store / "videos").glob("*.part"))
