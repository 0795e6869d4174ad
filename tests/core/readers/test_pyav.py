import gc
import hashlib

import av
import numpy as np
import pytest

from vsearch.data.film import write_video
from vsearch.errors import TimeOutside
from vsearch.readers import Size
from vsearch.readers.pyav import PyAVReader

WHOLE = ["h264", "h264-open", "h264-uneven", "h264-offset", "h264-stream", "hevc", "hevc-open", "hevc-uneven", "vp9",
         "mpeg2", "mpeg4", "mjpeg"]  # fmt: skip


def digest(frame):
    return hashlib.md5(b"".join(p.tobytes() for p in np.atleast_1d(frame.to_ndarray()))).hexdigest()


def decoded(path):
    """Every frame of a full decode: stamp in seconds, digest of its planes."""
    with av.open(str(path)) as container:
        return [(float(f.pts * f.time_base), digest(f)) for f in container.decode(video=0)]


@pytest.mark.parametrize("kind", WHOLE)
def test_frames_and_times_are_those_of_a_full_decode(film, kind):
    full = decoded(film(kind))
    reader = PyAVReader(film(kind))
    stamps = np.array([time for time, _ in full])
    assert np.allclose(reader.times(), stamps - stamps[0], atol=1e-9)
    count = len(full)
    for ranks in (range(count), range(0, count, 7), range(3, count, 17), [count - 1], [9], [8, 11, 31]):
        found = [(rank, digest(frame)) for rank, frame in reader._wanted(np.array(ranks))]
        assert found == [(rank, full[rank][1]) for rank in ranks]
    reader.close()


def test_few_frames_decode_few_packets(film, monkeypatch):
    from vsearch.readers.packets import feed

    reader, fed = PyAVReader(film("h264")), []
    real = feed.fed
    monkeypatch.setattr(feed, "fed", lambda context, packets, *rest: real(context, map(seen(fed), packets), *rest))
    assert len(list(reader.frames(reader.times()[[22]], []))) == 1
    assert len(fed) <= 6


def seen(into):
    def look(packet):
        into.append(packet)
        return packet

    return look


def test_uneven_times_are_not_counted_from_the_frame_rate(film):
    reader = PyAVReader(film("h264-uneven"))
    assert reader.times()[:5] == pytest.approx([0, 0.02, 0.06, 0.16, 0.18])


def test_a_late_start_still_counts_from_the_first_frame(film):
    assert PyAVReader(film("h264-offset")).times()[0] == 0


def test_a_loop_that_is_left_early_does_not_spoil_the_next(film):
    reader = PyAVReader(film("h264"))
    first = next(reader.frames(reader.times()[[7]], [Size(32, 32)]))
    next(reader.frames(reader.times()[3:], [Size(32, 32)]))
    again = next(reader.frames(reader.times()[[7]], [Size(32, 32)]))
    assert np.array_equal(first.pixels[0], again.pixels[0])


def test_a_far_target_is_reached_by_seeking(film, monkeypatch):
    from vsearch.readers.packets import feed

    monkeypatch.setattr(feed, "_FAR", 5)
    reader, full = PyAVReader(film("h264-open")), decoded(film("h264-open"))
    assert [digest(f) for _, f in reader._wanted(np.array([2, 25, 38]))] == [full[n][1] for n in (2, 25, 38)]
    assert reader._feed._next > 38


def test_a_time_between_frames_is_refused(film):
    reader = PyAVReader(film("h264"))
    with pytest.raises(TimeOutside):
        list(reader.frames(np.array([0.5001]), []))


def test_pixels_that_are_not_square_and_turned_pictures_are_shown_right(film):
    wide, turned = PyAVReader(film("wide-pixels")), PyAVReader(film("turned"))
    assert (wide.facts.width, wide.facts.height) == (192, 64)
    assert (turned.facts.width, turned.facts.height) == (64, 96)
    assert turned.facts.rotation == 270
    plain = next(PyAVReader(film("h264")).frames(np.array([0.0]), [])).pixels[0]
    upright = next(turned.frames(np.array([0.0]), [])).pixels[0]
    assert np.abs(np.rot90(plain).astype(int) - upright).mean() < 8


def test_a_broken_packet_is_counted_and_the_rest_is_read(film, tmp_path):
    data = bytearray(film("h264").read_bytes())
    with av.open(str(film("h264"))) as container:
        packet = list(container.demux(video=0))[10]
    data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    reader = PyAVReader(broken)
    frames = list(reader.frames(reader.times(), [Size(16, 16)]))
    report = reader.report()
    assert report.corrupt >= 1
    assert report.missing == len(reader.times()) - len(frames) >= 1
    assert 0 < report.damage < 0.5


def test_frames_leave_nothing_behind_for_the_collector(film):
    reader = PyAVReader(film("h264"))
    gc.collect()
    gc.disable()
    try:
        assert sum(1 for _ in reader.frames(reader.times(), [Size(16, 16)])) == 40
        assert gc.collect() < 20
    finally:
        gc.enable()


def test_metadata_that_is_not_utf_8_loses_only_the_bytes_that_are_not(tmp_path):
    path = write_video(
        tmp_path / "a.mp4", ((np.zeros((64, 96, 3), np.uint8), n / 25) for n in range(3)), metadata={"title": "café"}
    )
    path.write_bytes(path.read_bytes().replace("café".encode(), b"caf\xe9s"))
    assert dict(PyAVReader(path).facts.tags)["title"] == "cafs"
