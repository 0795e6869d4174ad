"""Movement as a tower reads it: a row a frame, in even measures, and none where nothing was measured."""

import numpy as np
import pytest

from vsearch.library.parts.motion import MotionTrack
from vsearch.motion.kinds import MeasuredClip
from vsearch.motion.streams import streams
from vsearch.nouns import Span
from vsearch.retrieval.tower.movement import COLUMNS, movement_rows


@pytest.mark.parametrize("track", [pytest.param(None, id="an older library"), pytest.param(MotionTrack(), id="empty")])
def test_without_a_track_there_are_no_rows(track: MotionTrack | None) -> None:
    assert movement_rows(track, [0.0], np.array([0.0, 1.0])).shape == (0, 0)


def test_each_frame_has_the_row_of_its_second_in_even_measures() -> None:
    row = np.array([0.2, 0, 0, 0, 0.1, 0.8, 0.25, 0.6, 0.2, 0, 0.5, 0.5, 1], np.float32)
    still = np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5, 0.5, 0], np.float32)
    shots = [Span(0, 2), Span(2, 4)]
    made = streams([MeasuredClip(Span(0, 0.8), row), MeasuredClip(Span(2, 2.8), still)], shots, 4.0)
    rows = movement_rows(MotionTrack(*made), [0.0, 2.0], np.array([0.5, 1.9, 2.0, 3.5, 9.0]))
    assert rows.shape == (5, len(COLUMNS))
    at = {name: n for n, name in enumerate(COLUMNS)}
    assert rows[:, at["pan"]].tolist() == pytest.approx([1, 1, 0, 0, 0], abs=1e-3)
    assert rows[0, at["action"]] > 1 > 0 > rows[2, at["action"]]
    assert (rows[:, at["pace"]] == rows[0, at["pace"]]).all()
    assert np.abs(rows).max() <= 4
