import numpy as np
import pytest

from vsearch.readers.packets import Packets
from vsearch.readers.packets.plan import runs


def table(pts, keys):
    stamps = np.array(pts, dtype=np.int64)
    key = np.isin(np.arange(len(pts)), keys)
    return Packets(stamps, np.arange(len(pts), dtype=np.int64), key, np.ones(len(pts), dtype=bool), 0.1, 10.0)


CLOSED = table(range(12), [0, 4, 8])
OPEN = table([0, 2, 1, 5, 3, 4, 8, 6, 7], [0, 3, 6])  # rows 4, 5 and 7, 8 are shown before the key they follow


@pytest.mark.parametrize(
    ("packets", "targets", "found"),
    [
        pytest.param(CLOSED, [5], [(4, 5)], id="stops after the target"),
        pytest.param(CLOSED, [5, 1], [(0, 1), (4, 5)], id="two groups"),
        pytest.param(CLOSED, [3, 4], [(0, 4)], id="groups that touch are one run"),
        pytest.param(CLOSED, [0, 11], [(0, 0), (8, 11)], id="a group without targets is left out"),
        pytest.param(OPEN, [6], [(6, 6)], id="a key needs nothing else"),
        pytest.param(OPEN, [7], [(3, 7)], id="a leading picture needs the group before"),
        pytest.param(OPEN, [1, 7], [(0, 1), (3, 7)], id="leading, and earlier"),
        pytest.param(OPEN, [], [], id="nothing wanted"),
    ],
)
def test_runs_hold_what_the_targets_need(packets, targets, found):
    assert [(run.first, run.last) for run in runs(packets, targets)] == found
