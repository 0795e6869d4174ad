import numpy as np

from vsearch.readers.packets import NONE, Packets, _hidden_vp9


def table(pts, dts):
    count = len(pts)
    stamps = np.array(pts, dtype=np.int64), np.array(dts, dtype=np.int64)
    return Packets(*stamps, np.arange(count) == 0, np.ones(count, dtype=bool), 0.1, 10.0)


def test_missing_presentation_stamps_fall_back_to_decode_stamps():
    packets = table([NONE, NONE, NONE], [5, 7, 12])
    assert packets.counted
    assert np.allclose(packets.times, [0, 0.2, 0.7])


def test_without_stamps_frames_are_counted():
    assert np.allclose(table([NONE] * 3, [NONE] * 3).times, [0, 0.1, 0.2])


def test_repeated_stamps_are_not_trusted():
    packets = table([0, 0, 0], [1, 1, 1])
    assert packets.counted
    assert np.allclose(packets.times, [0, 0.1, 0.2])


def test_stamps_may_be_negative():
    assert np.allclose(table([-4, 2, -1], [0, 1, 2]).times, [0, 0.3, 0.6])


def test_hidden_vp9_pictures_are_known_by_their_first_byte():
    assert _hidden_vp9(memoryview(b"\x94\x00"))
    assert not _hidden_vp9(memoryview(b"\x96\x00"))
    assert not _hidden_vp9(memoryview(b"\x84" + b"\x00" * 8 + b"\xc1\x04\x04\xc1"))  # a superframe of two
