import numpy as np
import pytest

from vsearch.encoders.devices import cuda_count
from vsearch.errors import UsageWrong
from vsearch.readers import READERS, Size


@pytest.fixture(params=list(READERS))
def reader(request, film):
    if request.param == "nvdec" and not cuda_count():
        pytest.skip("there is no NVIDIA GPU")
    made = READERS.make(request.param, path=film("h264"))
    yield made
    made.close()


def test_times_ascend_from_zero(reader):
    assert reader.times()[0] == 0
    assert (np.diff(reader.times()) > 0).all()


def test_facts_describe_the_film(reader):
    facts = reader.facts
    assert (facts.width, facts.height, facts.codec) == (96, 64, "h264")
    assert facts.fps == pytest.approx(25)
    assert facts.duration == pytest.approx(1.6)


def test_frames_come_in_order_at_their_times_in_every_size(reader):
    wanted = reader.times()[::6]
    sizes = [Size(32, 32), Size(16, 9, "squash"), Size(48, 48, "inside")]
    frames = list(reader.frames(wanted, sizes))
    assert [f.time for f in frames] == wanted.tolist()
    assert all([p.shape for p in f.pixels] == [(32, 32, 3), (9, 16, 3), (32, 48, 3)] for f in frames)


def test_pictures_show_what_was_filmed(reader, drawn):
    frame = next(reader.frames(reader.times()[[20]], []))
    assert np.abs(frame.pixels[0].astype(int) - drawn(20)).mean() < 12


def test_no_times_no_frames(reader):
    assert list(reader.frames(reader.times()[:0], [Size(8, 8)])) == []


def test_report_counts_what_was_asked_for(reader):
    list(reader.frames(reader.times()[:4], [Size(8, 8)]))
    assert (reader.report().asked, reader.report().decoded, reader.report().damage) == (4, 4, 0)


def test_an_unknown_reader_is_refused_with_the_choice():
    with pytest.raises(UsageWrong, match="auto, decord, nvdec, pyav"):
        READERS.make("vlc", path=None)


def test_frames_between_come_in_the_first_size_alone_and_are_not_counted(reader):
    wanted, between = reader.times()[::10], reader.times()[2:5]
    frames = list(reader.frames(wanted, [Size(16, 9, "squash"), Size(32, 32)], between))
    assert [f.time for f in frames] == np.union1d(wanted, between).tolist()
    assert [len(f.pixels) for f in frames] == [2 if f.time in wanted else 1 for f in frames]
    assert all(f.pixels[0].shape == (9, 16, 3) for f in frames)
    assert reader.report().asked == reader.report().decoded == len(wanted)
