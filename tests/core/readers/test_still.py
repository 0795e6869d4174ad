import numpy as np
import pytest

from vsearch.errors import TimeOutside, VideoGone, VideoUnreadable
from vsearch.readers import Size
from vsearch.readers import still as module
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still


@pytest.mark.parametrize(
    "kind",
    ["h264", "h264-open", "h264-uneven", "h264-offset", "h264-stream", "hevc-open", "vp9", "mpeg2", "mpeg4", "mjpeg"],
)
def test_a_still_is_the_frame_of_its_time_and_not_of_the_key_before(film, kind):
    reader = PyAVReader(film(kind))
    for frame in reader.frames(reader.times()[[0, 8, 9, 10, 27, len(reader.times()) - 1]], []):
        assert np.array_equal(still(film(kind), frame.time), frame.pixels[0])
        assert np.array_equal(still(film(kind), float(np.float32(frame.time)) + 0.005), frame.pixels[0])


def test_who_waits_for_a_still_is_served_by_several_decoders(film, monkeypatch):
    decoders, found = [], module._found
    monkeypatch.setattr(
        module, "_found", lambda *given: decoders.append(given[1].codec_context.thread_count) or found(*given)
    )
    still(film("h264"), 1.0)
    assert decoders == [2]


@pytest.mark.parametrize("kind", ["h264", "h264-stream"])
def test_no_picture_is_decoded_to_open_a_film_for_a_still(film, kind, monkeypatch):
    learnt, real = [], module.source

    def opened(path, **how):
        container, stream = real(path, **how)
        learnt.append(stream.codec_context.pix_fmt)
        return container, stream

    monkeypatch.setattr(module, "source", opened)
    still(film(kind), 1.0)
    container, stream = real(film(kind))
    container.close()
    assert (learnt, stream.codec_context.pix_fmt) == ([None], "yuv420p")


def test_a_still_comes_in_a_size(film):
    assert still(film("h264"), 1.0, size=Size(30, 30)).shape == (30, 30, 3)


@pytest.mark.parametrize("time", [-0.1, 1.7, 1e9, 1e20, float("nan"), float("inf")])
def test_times_outside_are_refused(film, time):
    with pytest.raises(TimeOutside, match="picture at"):
        still(film("h264"), time)


def test_a_file_that_is_gone_is_said_to_be(tmp_path):
    with pytest.raises(VideoGone):
        still(tmp_path / "gone.mp4", 1.0)


def test_a_file_that_is_no_video_is_refused(tmp_path):
    (tmp_path / "text.mp4").write_text("not a video " * 500)
    with pytest.raises(VideoUnreadable):
        still(tmp_path / "text.mp4", 1.0)
