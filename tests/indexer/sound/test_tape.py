import numpy as np

from vsearch.indexer.sound.tape import Tape


def test_a_tape_keeps_everything_in_order_however_long():
    tape = Tape(np.float64)
    for first in range(0, 200_000, 1000):
        tape.add(np.arange(first, first + 1000))
    assert len(tape) == 200_000
    assert np.array_equal(tape.whole(), np.arange(200_000))
    assert tape.since(199_998).tolist() == [199_998, 199_999]


def test_a_tape_of_rows_keeps_their_width():
    tape = Tape(np.float32, 3)
    assert tape.whole().shape == (0, 3)
    tape.add(np.ones((2, 3)))
    assert tape.whole().shape == (2, 3)
