"""A second look between samples."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from vsearch.indexer.frames.glance import Glances
from vsearch.nouns import Frame, Times
from vsearch.readers import Size


class FakeReader:
    opened = closed = 0

    def __init__(self) -> None:
        FakeReader.opened += 1

    def times(self) -> Times:
        return np.arange(10) / 10

    def frames(self, times: Times, sizes: Sequence[Size]) -> Iterator[Frame]:
        return (
            Frame(float(time), (np.zeros((size.height, size.width, 3), np.uint8),)) for time in times for size in sizes
        )

    def close(self) -> None:
        FakeReader.closed += 1


def test_glances_open_one_reader_when_first_asked_and_see_what_lies_strictly_between() -> None:
    opened: Any = FakeReader
    glances = Glances(opened, Size(16, 9, "squash"))
    assert FakeReader.opened == 0
    assert [time for time, _ in glances(0.2, 0.5)] == [0.3, 0.4]
    assert [small.shape for _, small in glances(0.7, np.inf)] == [(9, 16, 3)] * 2
    assert FakeReader.opened == 1
    glances.close()
    assert FakeReader.closed == 1
