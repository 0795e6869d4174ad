"""A copied segment holds the packets of its stretch, with the times that they have on the video's clock."""

import struct

import numpy as np
import pytest

from tests.played import film_of, sounding
from vsearch.data.film import RATE
from vsearch.media.playback.copying import copied, cuts, header
from vsearch.media.playback.fragments import TICK
from vsearch.readers.pyav import PyAVReader

KINDS = ["remuxed", "ac3", "file"]


def told(segment: bytes) -> tuple[float, list[float]]:
    """When the pictures of a segment begin to be decoded, and when each is shown, as browsers read it."""
    place = segment.find(b"tfdt")
    start = int.from_bytes(segment[place + 8 : place + 16], "big")
    place = segment.find(b"trun")
    flags, count = (
        int.from_bytes(segment[place + 5 : place + 8], "big"),
        int.from_bytes(segment[place + 8 : place + 12], "big"),
    )
    place += 12 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    defaults, times, decoded = _default(segment), [], start
    for _ in range(count):
        duration, offset = defaults, 0
        for bit in (0x100, 0x200, 0x400, 0x800):
            if flags & bit:
                value = struct.unpack_from(">i", segment, place)[0]
                duration, offset = value if bit == 0x100 else duration, value if bit == 0x800 else offset
                place += 4
        times.append(decoded + offset)
        decoded += duration
    return float(start * TICK), sorted(float(time * TICK) for time in times)


def _default(segment: bytes) -> int:
    """The default duration of a sample in the first track of a fragment."""
    place = segment.find(b"tfhd")
    flags = int.from_bytes(segment[place + 5 : place + 8], "big")
    return struct.unpack_from(">I", segment, place + 12 + 8 * bool(flags & 1) + 4 * bool(flags & 2))[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_its_time_and_each_segment_begins_where_the_playlist_says(shot, kind):
    film = film_of(shot(kind), cuts(shot(kind)))
    reader = PyAVReader(film.path)
    reader.close()
    parts = [told(segment) for segment, note in copied(film, 0) if note == ""]
    assert [start for start, _ in parts] == pytest.approx(film.keys, abs=1e-5)
    assert [time for _, times in parts for time in times] == pytest.approx(reader.times().tolist(), abs=1e-5)


def test_a_segment_alone_is_the_same_as_in_a_row(shot):
    film = film_of(shot("remuxed"), cuts(shot("remuxed")))
    assert list(copied(film, 0))[2] == next(copied(film, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_the_beep_lies_where_the_flash_is(shot, kind):
    film = film_of(shot(kind), cuts(shot(kind)))
    start, wave = sounding(header(film), [segment for segment, _ in copied(film, 0)])
    assert start + int(np.argmax(np.abs(wave) > 0.2)) / RATE == pytest.approx(4.2, abs=0.01)
