"""A video's movement as a tower reads it: one row for each frame, what its second's streams say in even measures."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.motion import MotionTrack
from vsearch.motion import STREAMS
from vsearch.motion.kinds import liveliness
from vsearch.motion.streams import pace
from vsearch.nouns import Times

COLUMNS = (*STREAMS, "action", "pace")
"""What is told of each frame: the streams of its second, how lively that is, and cuts a minute around it."""

_MIDDLES = {"explained": 1.0, "x": 0.5, "y": 0.5, "action": 0.3, "pace": 8.0}
_SPREADS = {
    "pan": 0.2, "tilt": 0.2, "zoom": 0.1, "roll": 0.1, "shake": 0.1, "explained": 0.2, "amount": 0.1, "speed": 0.3,
    "across": 0.2, "down": 0.2, "x": 0.25, "y": 0.25, "steady": 0.5, "action": 0.25, "pace": 8.0,
}  # fmt: skip


def movement_rows(track: MotionTrack | None, starts: Sequence[float], times: Times) -> NDArray[np.float32]:
    """A row for each time, from the streams of its second; no rows where it was not measured."""
    if track is None or not len(track.camera):
        return np.zeros((0, 0), np.float32)
    seconds = np.clip(np.asarray(times, np.float64).astype(np.intp), 0, len(track.camera) - 1)
    both = np.concatenate([track.camera, track.subject], axis=1)[seconds]
    told = pace(starts, float(len(track.camera)))[seconds]
    return even(np.concatenate([both, liveliness(both)[:, None], told[:, None]], axis=1))


def even(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows by the names of `COLUMNS` in measures of about -1 to 1, which no outlier leaves far behind."""
    middles = np.array([_MIDDLES.get(name, 0.0) for name in COLUMNS])
    spreads = np.array([_SPREADS[name] for name in COLUMNS])
    return np.asarray(np.clip((rows - middles) / spreads, -4, 4), np.float32)
