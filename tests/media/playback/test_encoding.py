"""What is seen and heard of a segment at a time is what the video shows and sounds there, on one clock."""

from io import BytesIO

import av
import numpy as np
import pytest

from tests.played import FLASH, film_of, shown, sounding
from vsearch.data.film import RATE
from vsearch.media.playback.encoding import blank, encoded, header
from vsearch.media.playback.fragments import GRAIN
from vsearch.readers import Size
from vsearch.readers.audio import Audio
from vsearch.readers.still import still

KINDS = [
    "hevc", "hevc-open", "uneven", "late", "rotated", "wide-pixels", "ten-bit", "hdr", "every-colour", "interlaced",
    "avi", "midstream", "ac3",
]  # fmt: skip


LATE = {"uneven": 0.15, "avi": 0.041}
"""Seconds after the flash at which a film's first picture of it is shown."""


def apart(a, b):
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_at_a_time_is_the_still_of_that_time(shot, kind):
    film = film_of(shot(kind))
    size = Size(film.canvas.width, film.canvas.height, "squash")
    beginning = header(film)
    for time in (0.5, 3.06, 4.02, 5.9):
        number = int(time // 2)
        pictures = shown(beginning, next(encoded(film, number))[0])
        assert pictures[0][0] == pytest.approx(number * 2, abs=1e-4)
        seen = [picture for at, picture in pictures if at <= time + 1e-4][-1]
        wanted, others = still(film.path, time, size=size), [still(film.path, time + d, size=size) for d in (-0.3, 0.3)]
        assert seen.shape == wanted.shape
        assert apart(seen, wanted) < 5
        assert apart(seen, wanted) < 0.6 * min(apart(seen, other) for other in others)


@pytest.mark.parametrize("kind", KINDS)
def test_the_beep_lies_where_the_flash_is(shot, kind):
    film, flash = film_of(shot(kind)), FLASH[0]
    parts = [segment for segment, _ in encoded(film, 0)]
    pictures = [item for part in parts for item in shown(header(film), part)]
    begins = next(time for time, picture in pictures if picture.mean() > 200)
    start, wave = sounding(header(film), parts)
    loud = start + int(np.argmax(np.abs(wave) > 0.2)) / RATE
    assert begins == pytest.approx(flash, abs=LATE.get(kind, 0.001))
    assert loud == pytest.approx(flash, abs=0.03 if kind == "avi" else 0.01)  # AVI cannot say that AAC begins late


def test_a_segment_alone_is_the_same_as_in_a_row(shot):
    film = film_of(shot("hevc"))
    row, alone = list(encoded(film, 0)), next(encoded(film, 2))
    assert len(row) == film.count == 4
    assert row[2] == alone


def test_the_sound_of_segments_made_alone_joins_without_a_click(shot):
    film = film_of(shot("tone"))
    start, wave = sounding(header(film), [next(encoded(film, number))[0] for number in range(film.count)])
    inside = wave[RATE // 4 : -RATE // 4]
    # A pure tone obeys x[n+1] = 2 cos(w) x[n] - x[n-1]: what does not is noise, or a click.
    error = inside[2:] + inside[:-2] - 2 * np.cos(2 * np.pi * 440 / RATE) * inside[1:-1]
    assert start == 0
    assert np.abs(error).max() < 0.01
    heard = np.concatenate([p[RATE][0] for p in Audio(film.path).pieces((RATE,), layout="stereo", length=1)])
    assert np.abs(wave - heard[: len(wave)])[GRAIN:].max() < 0.01


def test_a_blank_segment_is_black_and_silent_and_fits_the_others(shot):
    film = film_of(shot("hevc"))
    parts = [next(encoded(film, 0))[0], blank(film, 1), next(encoded(film, 2))[0]]
    pictures = [item for part in parts for item in shown(header(film), part)]
    black = [picture for time, picture in pictures if 2 <= time < 4]
    assert len(black) == 1
    assert black[0].max() <= 2
    start, wave = sounding(header(film), parts)
    assert start + len(wave) / RATE == pytest.approx(6, abs=0.03)


@pytest.mark.parametrize("kind", ["hevc", "uneven", "avi"])
def test_the_pictures_of_a_segment_last_until_the_next_begins(shot, kind):
    film = film_of(shot(kind))
    for number, (segment, _) in enumerate(encoded(film, 0)):
        with av.open(BytesIO(header(film) + segment)) as container:
            packets = [p for p in container.demux(video=0) if p.size]
        ends = [float((packet.pts + packet.duration) * packet.time_base) for packet in packets]
        starts = [float(packet.pts * packet.time_base) for packet in packets]
        assert [*starts[1:], film.span(number).end] == pytest.approx(ends, abs=1e-4)
