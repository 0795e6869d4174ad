import ast
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.readers import Size
from vsearch.readers.audio import Audio
from vsearch.readers.clock import MediaClock
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still

ROOT = Path(__file__).parent.parent.parent.parent


def beep(path: Path) -> float:
    """When the sound begins to be loud, in seconds of the picture."""
    audio = Audio(path)
    wave = np.concatenate([piece[16_000] for piece in audio.pieces([16_000])])
    audio.close()
    return float(np.flatnonzero(np.abs(wave) > 0.1)[0] / 16_000)


def test_pictures_and_sound_of_a_stream_that_begins_in_mid_group_share_one_zero(midstream: Path) -> None:
    reader = PyAVReader(midstream)
    shown = [(frame.time, frame.pixels[0].mean()) for frame in reader.frames(reader.times(), [Size(8, 8)])]
    assert reader.report().missing == 0
    assert shown[0][0] == 0
    assert next(time for time, light in shown if light > 150) == pytest.approx(4.2, abs=0.05)
    assert beep(midstream) == pytest.approx(4.2, abs=0.05)


def test_a_still_of_such_a_stream_shows_its_time(midstream: Path) -> None:
    reader = PyAVReader(midstream)
    for frame in reader.frames(reader.times()[[0, 3, 60, 104, 105, 106, 180]], []):
        assert np.array_equal(still(midstream, frame.time), frame.pixels[0])
    assert still(midstream, 4.1).mean() < 150 < still(midstream, 4.25).mean()


@pytest.mark.parametrize("kind", ["h264", "h264-open", "h264-uneven", "h264-offset", "h264-stream", "hevc-open", "vp9",
                                  "mpeg2", "mpeg4"])  # fmt: skip
def test_the_clock_begins_with_the_first_picture_that_a_decoder_shows(film, kind) -> None:
    with av.open(str(film(kind))) as container:
        first = next(container.decode(video=0))
    expected = 0.0 if first.time is None else first.time
    assert MediaClock.of(film(kind)).zero == pytest.approx(expected, abs=1e-6)


def test_the_clock_turns_stamps_into_seconds_and_back() -> None:
    clock = MediaClock(1.5)
    assert clock.seconds(2.0) == 0.5
    assert clock.stamp(0.5, 1 / 90_000) == 180_000  # type: ignore[arg-type]


def test_only_the_clock_asks_a_container_when_it_starts() -> None:
    asking = set()
    for folder in ("core", "indexer", "media", "retrieval", "cli"):
        for path in (ROOT / folder).rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text()))
            if any(isinstance(node, ast.Attribute) and node.attr == "start_time" for node in nodes):
                asking.add(path.relative_to(ROOT).as_posix())
    assert asking == {"core/readers/clock.py"}
