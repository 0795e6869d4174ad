"""Runs of the indexer in processes of their own, which can be killed, paused, and given a wrong clock."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vsearch.library import Store, sync

SCRIPT = """
import json, os, signal, sys, time
told = json.loads(sys.argv[1])
from vsearch.cluster.work import joined
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome
from vsearch.settings import IndexOverrides

def watch(word):
    if isinstance(word, Outcome):
        print(json.dumps([word.status, word.path.name]), flush=True)
        if told.pop("stops", False):
            os.kill(os.getpid(), signal.SIGSTOP)

with joined(told["address"]) as there:
    honest = time.time  # not before: gRPC adds its patience to it and compares that with the machine's own clock
    time.time = lambda: honest() + told["wrong"]
    if told["waits"]:
        print("ready", flush=True)
        sys.stdin.readline()
    index(
        [told["films"]], store=told["library"], encoder="builtin", watch=watch, hire=there.hire,
        settings=IndexOverrides(transcriber="none"),
    )
"""


class Driver:
    """A run over films into a library: on a Ray where an address is named, else by worker processes."""

    def __init__(self, films: object, library: object, address: str = "", **told: Any) -> None:
        """`wrong` sets its clock by seconds; `stops` pauses it after a video, `waits` until `go`."""
        order = {"films": str(films), "library": str(library), "address": address}
        order |= {"wrong": 0.0, "stops": False, "waits": False, **told}
        command = [sys.executable, "-c", SCRIPT, json.dumps(order)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def line(self) -> str:
        """The next line that it says."""
        assert self.process.stdout
        said = self.process.stdout.readline().strip()
        assert said, self.process.communicate()
        return said

    def outcome(self) -> list[str]:
        """What became of the file that it tells of next."""
        told: list[str] = json.loads(self.line())
        return told

    def go(self) -> None:
        """Let one that waits begin."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> list[list[str]]:
        """What became of the files that it has not told of yet, once it has ended as it should."""
        said, noise = self.process.communicate()
        assert self.process.returncode == 0, noise
        assert all(line.startswith("[") for line in said.splitlines()), said
        return [json.loads(line) for line in said.splitlines()]

    def kill(self) -> None:
        """End it as a machine ends whose plug is pulled."""
        self.process.kill()
        self.process.communicate()


def wait(ready: Callable[[], object], patience: float = 240.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)


def parts(library: Path) -> dict[str, bytes | str]:
    """All that a library in a folder holds of its videos, but for when that was made."""
    told: dict[str, bytes | str] = {}
    for file in sorted((library / "videos").rglob("*")):
        if file.name == "video.json":
            about = json.loads(file.read_text())
            told[str(file.relative_to(library))] = json.dumps({**about, "at": ""}, sort_keys=True)
        elif file.is_file():
            told[str(file.relative_to(library))] = file.read_bytes()
    return told


def fetched(library: str, folder: Path) -> dict[str, bytes | str]:
    """The same of a library in a bucket."""
    sync.sync(Store.open(Path(library)), folder)
    return parts(folder)
