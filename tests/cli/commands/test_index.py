"""`vsearch index` says what is kept when a person stops it."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np

from vsearch.data.film import evenly, write_video
from vsearch.library import Store

COUNT = 16


def test_a_stopped_run_says_what_is_kept(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    for number in range(COUNT):
        ground = np.random.default_rng(number).integers(0, 255, (64, 96, 3), np.uint8)
        write_video(
            tmp_path / "films" / f"{number:02}.mp4", evenly([np.roll(ground, n, 1) for n in range(60)], 10), fps=10
        )
    command = [sys.executable, "-m", "vsearch.cli.app", "index", str(tmp_path / "films"), "-j", "1"]
    command += [
        "--library",
        str(tmp_path / "library"),
        "--encoder",
        "builtin",
        "--no-sound",
        "--no-transcript",
        "--no-screen",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        assert run.stderr
        assert run.stderr.readline().startswith("indexed: ")
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
        assert run.wait(30) == 130, said
    match = re.search(rf"(\d+) of {COUNT} videos are in the library", said)
    assert match, said
    assert int(match[1]) == len(Store.open(tmp_path / "library").ids())
    assert "The same command goes on" in said
