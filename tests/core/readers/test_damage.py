"""Damaged films cost what is damaged, and are told in sentences."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import VSearchError
from vsearch.readers import Size
from vsearch.readers.audio import Audio
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.source import demuxed
from vsearch.readers.still import still

Film = Callable[[str], Path]


class Growing:
    """A container in whose middle a stream appears that PyAV does not know."""

    def __init__(self) -> None:
        self._packets = iter(["one", None, "two", None, "three"])

    def demux(self) -> Iterator[str]:
        for packet in self._packets:
            if packet is None:
                raise IndexError("list index out of range")
            yield packet


def test_a_stream_that_appears_on_the_way_is_passed_over() -> None:
    assert list(demuxed(Growing())) == ["one", "two", "three"]


def flipped(data: bytearray, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 20, 200))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def cut(data: bytearray, dice: random.Random) -> bytes:
    return bytes(data[: dice.randrange(len(data))])


def beheaded(data: bytearray, dice: random.Random) -> bytes:
    return bytes(data[dice.randrange(len(data) // 2) :])


def blanked(data: bytearray, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    data[place : place + 1000] = bytes(len(data[place : place + 1000]))
    return bytes(data)


@pytest.mark.parametrize("harm", [flipped, cut, beheaded, blanked])
@pytest.mark.parametrize("kind", ["h264", "h264-stream", "hevc-uneven", "vp9", "mpeg2", "mpeg4", "midstream"])
def test_no_damage_ends_in_a_traceback(
    film: Film, midstream: Path, tmp_path: Path, kind: str, harm: Callable[[bytearray, random.Random], bytes]
) -> None:
    whole, dice = midstream if kind == "midstream" else film(kind), random.Random(kind)
    path = tmp_path / whole.name
    for _ in range(6):
        path.write_bytes(harm(bytearray(whole.read_bytes()), dice))
        with suppress(VSearchError):
            reader = PyAVReader(path)
            times = reader.times()
            assert times[0] == 0
            assert (np.diff(times) > 0).all()
            assert list(reader.frames(times[::9], [Size(8, 8)])) or reader.report().missing
            reader.close()
            still(path, float(times[-1]) / 2, size=Size(8, 8))
        with suppress(VSearchError):
            audio = Audio(path, duration=10)
            assert sum(len(piece[16_000]) for piece in audio.pieces([16_000])) < 700 * 16_000
            audio.close()
