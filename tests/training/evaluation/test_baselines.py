"""The rankings that a tower must beat: FFmpeg's filter as a fair rival, at a fair price."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.film import write_video
from vsearch.training.evaluation import baselines

SHADES = [10] * 3 + [120] * 14 + [250] * 3


def shaded(path):
    """A film of two seconds that is mostly grey, at its ends black and white."""
    pictures = [np.full((36, 64, 3), shade, np.uint8) for shade in SHADES]
    return write_video(path, [(picture, number / 10) for number, picture in enumerate(pictures)], fps=10)


class Pipe:
    """What is written to nobody can go back in, so that no length is written into its head."""

    def __init__(self):
        self.parts = []

    def write(self, part):
        self.parts.append(bytes(part))
        return len(part)


def piped(path):
    """The same film, its length untold."""
    pipe = Pipe()
    with av.open(str(shaded(path.with_suffix(".mp4")))) as film, av.open(pipe, "w", format="matroska") as copy:
        stream = copy.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(video=0):
            if packet.size:
                packet.stream = stream
                copy.mux(packet)
    path.write_bytes(b"".join(pipe.parts))
    with av.open(str(path)) as film:
        assert film.duration is None
    return path


@pytest.mark.parametrize(
    ("made", "name"),
    [
        pytest.param(shaded, "film.mp4", id="a file that says how many frames it has"),
        pytest.param(shaded, "film.mkv", id="one that only says how long it is"),
        pytest.param(piped, "pipe.mkv", id="one that says neither"),
    ],
)
def test_ffmpegs_filter_sees_the_whole_film(tmp_path, spoken, made, name):
    path = made(tmp_path / name)
    assert 0.25 <= baselines.filtered(path) <= 1.65
    assert baselines.ffmpeg(replace(spoken.examples[0], path=str(path))) is not None


def test_ffmpegs_filter_is_left_out_where_there_is_no_film(tmp_path, spoken):
    assert baselines.ffmpeg(spoken.examples[0]) is None
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    assert baselines.filtered(tmp_path / "broken.mp4") is None


HUNGRY = """
import sys
from pathlib import Path
from vsearch.training.evaluation import baselines
def most(): return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
film, small = map(Path, sys.argv[1:])
baselines.filtered(small)
before = most()
assert baselines.filtered(film) is not None
print(most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Only Linux tells the most memory a process held.")
def test_ffmpegs_filter_does_not_hold_a_film_in_memory(tmp_path):
    pictures = ((np.full((360, 640, 3), number, np.uint8), number / 25) for number in range(250))
    path = write_video(tmp_path / "film.mp4", pictures, options={"preset": "ultrafast"})
    told = [sys.executable, "-c", HUNGRY, str(path), str(shaded(tmp_path / "small.mp4"))]
    ran = subprocess.run(told, capture_output=True, check=True, timeout=120)
    assert int(ran.stdout) < 40_000  # KiB; the pictures of the film are 84,000
