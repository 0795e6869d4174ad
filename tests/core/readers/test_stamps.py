"""Films whose time stamps cannot be true, and films that were cut short."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.film import write_video
from vsearch.errors import TimeOutside
from vsearch.nouns import Pixels
from vsearch.readers.audio import Audio
from vsearch.readers.clock import MediaClock
from vsearch.readers.packets import NONE, Packets
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still

MILLISECOND = Fraction(1, 1000)


def stamped(path: Path, stamps: Sequence[int], sounds: Sequence[int] = ()) -> Path:
    """A film whose pictures, all keys, and pieces of sound of 40 ms bear these stamps in milliseconds."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mjpeg", rate=25)
        video.width, video.height, video.pix_fmt, video.time_base = 32, 32, "yuvj420p", MILLISECOND
        audio = container.add_stream("pcm_s16le", rate=48_000, layout="mono") if sounds else None
        for n, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), n % 256, np.uint8), "rgb24")
            for packet in video.encode(frame):
                packet.pts = packet.dts = stamp
                packet.time_base = MILLISECOND
                container.mux(packet)
            if audio and n < len(sounds):
                sound = av.AudioFrame.from_ndarray(np.full((1, 1920), 9000, np.int16), "s16", "mono")
                sound.sample_rate = 48_000
                for packet in audio.encode(sound):
                    packet.pts = packet.dts = sounds[n]
                    packet.time_base = MILLISECOND
                    container.mux(packet)
    return path


@pytest.mark.parametrize(
    ("name", "last"),
    [
        pytest.param("a.nut", 125_000_000_000_000, id="4,000 years"),
        pytest.param("a.mkv", 2**32, id="49 days"),
        pytest.param("a.nut", 8 * 86_400_000, id="8 days"),
    ],
)
def test_a_picture_beyond_belief_is_left_out_and_said(tmp_path: Path, name: str, last: int) -> None:
    path = stamped(tmp_path / name, [*range(0, 800, 40), last])
    reader = PyAVReader(path)
    assert reader.facts.duration == pytest.approx(0.8, abs=0.01)
    assert len(reader.times()) == 20
    assert reader.report().broken
    assert reader.report().notes == ("Left out for time stamps that cannot be true: 1 of 21 pictures.",)
    with pytest.raises(TimeOutside):
        still(path, last / 1000)


def test_a_false_first_stamp_does_not_move_zero(tmp_path: Path) -> None:
    path = stamped(tmp_path / "a.nut", [0, *range(2**32, 2**32 + 800, 40)])
    reader = PyAVReader(path)
    assert len(reader.times()) == 20
    assert reader.facts.duration == pytest.approx(0.8, abs=0.01)
    assert MediaClock.of(path).zero == pytest.approx(2**32 / 1000)
    assert np.array_equal(still(path, 0.2), next(reader.frames(reader.times()[5:6], [])).pixels[0])


def test_a_night_without_a_picture_is_believed(tmp_path: Path) -> None:
    reader = PyAVReader(stamped(tmp_path / "a.mkv", [0, 40, 80, 36_000_000, 36_000_040]))
    assert reader.times()[-1] == pytest.approx(36_000.04)
    assert not reader.report().notes


@pytest.mark.parametrize("gap", [0, 1e-6], ids=["equal", "nearly equal"])
def test_stamps_at_one_moment_are_counted_from_the_frame_rate(gap: float) -> None:
    stamps = np.array([round(n * gap / 1e-6) for n in range(50)], dtype=np.int64)
    packets = Packets(stamps, stamps, np.ones(50, bool), np.ones(50, bool), 1e-6, 25.0)
    assert packets.counted
    assert packets.times[-1] == pytest.approx(49 / 25)


def test_a_film_at_one_moment_has_a_length_and_a_note(drawn: Callable[[int], Pixels], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", ((drawn(n), n / 50_000) for n in range(40)))
    reader = PyAVReader(path)
    assert 0.5 < reader.facts.duration < 5
    assert "counted from the frame rate" in reader.report().notes[0]
    assert np.array_equal(still(path, reader.times()[20]), next(reader.frames(reader.times()[20:21], [])).pixels[0])


def test_wild_decode_stamps_are_not_times() -> None:
    stamps = np.full(20, NONE)
    wild = np.array([*range(19), 10**15], dtype=np.int64)
    packets = Packets(stamps, wild, np.ones(20, bool), np.ones(20, bool), 0.04, 25.0)
    assert packets.times[-1] == pytest.approx(19 / 25)


def test_sound_that_claims_to_come_in_a_thousand_years_comes_next(tmp_path: Path) -> None:
    path = stamped(tmp_path / "a.nut", list(range(0, 800, 40)), [*range(0, 760, 40), 10**14])
    audio = Audio(path, duration=0.8)
    assert sum(len(piece[16_000]) for piece in audio.pieces([16_000])) == pytest.approx(0.8 * 16_000, abs=400)
    audio.close()


def test_what_is_missing_at_the_end_is_told_in_seconds(drawn: Callable[[int], Pixels], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", ((drawn(n), n / 25) for n in range(250)), gop=10)
    whole = PyAVReader(path)
    assert not whole.report().notes
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 7])
    cut = PyAVReader(path)
    lost = whole.facts.duration - cut.facts.duration
    assert cut.report().notes[0].startswith(f"The last {lost:.1f} s are missing")
    assert cut.report().broken
