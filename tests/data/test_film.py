from fractions import Fraction

import av
import numpy as np
import pytest

from vsearch.data.film import RATE, evenly, write_video
from vsearch.data.sound import tone
from vsearch.errors import OutputRefused


def pictures(count=12, height=90, width=160):
    """A bright bar that moves over a coloured ground."""
    for number in range(count):
        pixels = np.full((height, width, 3), (40, 90, 160), np.uint8)
        pixels[:, 8 * number : 8 * number + 16] = (250, 240, 60)
        yield pixels


def read(path):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(video=0))
        return stream, frames, [frame.time for frame in frames]


@pytest.mark.parametrize(
    ("name", "fields", "codec"),
    [
        pytest.param("a.mp4", {}, "h264", id="h264"),
        pytest.param("a.mkv", {"codec": "libx265"}, "hevc", id="hevc"),
        pytest.param("a.webm", {"codec": "libvpx-vp9"}, "vp9", id="vp9"),
        pytest.param("a.mov", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}, "mjpeg", id="mjpeg"),
        pytest.param("a.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}, "mjpeg", id="avi"),
        pytest.param("a.mp4", {"codec": "libx265", "pix_fmt": "yuv420p10le"}, "hevc", id="ten-bit"),
    ],
)
def test_pictures_come_back_as_they_were(tmp_path, name, fields, codec):
    path = write_video(tmp_path / name, evenly(pictures()), **fields)
    stream, frames, _ = read(path)
    assert stream.codec_context.name == codec
    assert len(frames) == 12
    for frame, pixels in zip(frames, pictures(), strict=True):
        assert np.abs(frame.to_ndarray(format="rgb24").astype(int) - pixels).mean() < 6
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_even_times_start_anywhere():
    assert [time for _, time in evenly(pictures(3), 25, 30.0)] == [30.0, 30.04, 30.08]


def test_uneven_times_and_a_late_start_are_kept(tmp_path):
    times = [30.0, 30.02, 30.1, 30.11, 30.3]
    path = write_video(tmp_path / "a.mp4", zip(pictures(5), times, strict=True))
    assert read(path)[2] == pytest.approx(times, abs=1e-4)


def test_groups_of_pictures_and_b_frames_are_as_asked(tmp_path):
    path = write_video(tmp_path / "a.mp4", evenly(pictures(20)), gop=5, bframes=0, options={"sc_threshold": "0"})
    frames = read(path)[1]
    assert [number for number, frame in enumerate(frames) if frame.key_frame] == [0, 5, 10, 15]
    assert not [frame for frame in frames if frame.pict_type == av.video.frame.PictureType.B]


def test_b_frames_are_on_by_default(tmp_path):
    frames = read(write_video(tmp_path / "a.mp4", evenly(pictures())))[1]
    assert [frame for frame in frames if frame.pict_type == av.video.frame.PictureType.B]


def test_rotation_aspect_and_metadata_are_written(tmp_path):
    path = write_video(
        tmp_path / "a.mp4", evenly(pictures()), rotation=90, aspect=Fraction(4, 3), metadata={"title": "A bar"}
    )
    assert read(path)[1][0].rotation == 90
    with av.open(str(path)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(4, 3)
        assert container.metadata["title"] == "A bar"


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.mkv"])
@pytest.mark.parametrize("channels", [1, 2])
def test_sound_lies_beside_the_picture(tmp_path, name, channels):
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    wave = np.squeeze(np.stack([tone(0.48, 1000)] * channels))
    path = write_video(tmp_path / name, evenly(pictures()), audio=wave, codec=codec)
    with av.open(str(path)) as container:
        heard = np.concatenate([frame.to_ndarray()[:1] for frame in container.decode(audio=0)], axis=1)[0]
        assert container.streams.audio[0].codec_context.layout.nb_channels == channels
    assert len(heard) == pytest.approx(len(wave.T), abs=3000)
    loudest = np.abs(np.fft.rfft(heard)).argmax() * RATE / len(heard)
    assert loudest == pytest.approx(1000, abs=5)


def test_a_failure_leaves_nothing(tmp_path):
    def broken():
        yield next(pictures()), 0.0
        raise KeyError("no more")

    with pytest.raises(KeyError):
        write_video(tmp_path / "a.mp4", broken())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        pytest.param("a.txt", {}, id="suffix"),
        pytest.param("none/a.mp4", {}, id="folder"),
        pytest.param("a.mp4", {"codec": "libx264", "pix_fmt": "gbrapf32le"}, id="format"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(tmp_path, name, fields):
    with pytest.raises(OutputRefused, match=r"a\.(txt|mp4)"):
        write_video(tmp_path / name, evenly(pictures()), **fields)
    assert not list(tmp_path.iterdir())
