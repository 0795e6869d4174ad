"""Which packets the decoder must see for the pictures that are wanted, and no others.

packets in decode order   K . . T . . . K . . . . K . . T . .     K key, T target
runs                      |-----|       .         |-----|         decoding starts at a key and stops after a target
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.readers.packets import Packets


@dataclass(frozen=True, slots=True)
class Run:
    """Packets `first` to `last` in decode order, fed without a gap."""

    first: int
    last: int


def runs(packets: Packets, targets: Sequence[int] | NDArray[np.intp]) -> list[Run]:
    """The runs that yield `targets` (rows of `packets`, in any order), in decode order."""
    made: list[Run] = []
    for target in np.sort(targets).tolist():
        first = _start(packets, target)
        if made and first <= made[-1].last + 1:
            made[-1] = Run(made[-1].first, target)
        else:
            made.append(Run(first, target))
    return made


def _start(packets: Packets, target: int) -> int:
    """Where decoding must start: at the key before, or one more back for a picture shown before its own key.

    Such a leading picture of an open group is predicted from the group before it too.
    """
    group = max(0, int(np.searchsorted(packets.gops, target, side="right")) - 1)
    leading = packets.pts[target] < packets.pts[packets.gops[group]]
    return int(packets.gops[max(0, group - leading)])
