"""`vsearch index` says what is kept when a person stops it."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.many import many
from vsearch.library import Store

COUNT = 500
"""Far more than are indexed until the first is said and the run is told to stop."""


def test_a_stopped_run_says_what_is_kept(tmp_path: Path) -> None:
    many(tmp_path / "films", COUNT)
    command = [sys.executable, "-m", "vsearch.cli.app", "index", str(tmp_path / "films"), "-j", "1"]
    command += [
        "--library",
        str(tmp_path / "library"),
        "--encoder",
        "builtin",
        "--no-sound",
        "--no-transcript",
        "--no-screen",
        "--no-motion",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        assert run.stderr
        assert run.stderr.readline().startswith("indexed: ")
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
        assert run.wait(200) == 130, said
    match = re.search(rf"(\d+) of {COUNT} videos are in the library", said)
    assert match, said
    assert int(match[1]) == len(Store.open(tmp_path / "library").ids())
    assert "The same command goes on" in said
