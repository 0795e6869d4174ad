"""The built-in motion encoder: what the camera does and what moves against it, measured by flow, without a model."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong
from vsearch.motion import STREAMS, ClipSpec, FrameClip
from vsearch.motion.flow import Step, step
from vsearch.nouns import Vectors
from vsearch.signals.view import grey


class BuiltinMotion:
    """Thirteen numbers a clip, by the names of `STREAMS`."""

    spec = ClipSpec("builtin", len(STREAMS), frames=9, rate=10.0, size=(160, 90))

    def encode(self, clips: Sequence[FrameClip]) -> Vectors:
        """One row per clip; one of a single picture stands still."""
        return np.array([_row(clip) for clip in clips], np.float32).reshape(-1, len(STREAMS))

    def encode_texts(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        """Refused: these are measures."""
        raise UsageWrong(
            "The motion encoder builtin measures movement and reads no words.",
            "motion-by-words",
        )


def _row(clip: FrameClip) -> NDArray[np.float64]:
    planes = [grey(picture) for picture in clip.pixels]
    rates = 1 / np.maximum(np.diff(clip.times), 1e-3)
    steps = [step(before, after, clip.aspect) for before, after in pairwise(planes)]
    if not steps:
        return np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5, 0.5, 0])
    return np.array([*_camera(steps, rates), *_subject(steps, rates)])


def _camera(steps: Sequence[Step], rates: NDArray[np.float64]) -> list[float]:
    moved = np.array([(-one.across, one.down, one.scale, one.turn) for one in steps]) * rates[:, None]
    # From step to step, so that what turns slowly counts less than what trembles.
    shake = float(np.sqrt((np.diff(moved[:, :2], axis=0) ** 2).sum(axis=1).mean() / 2)) if len(moved) > 1 else 0.0
    return [*moved.mean(axis=0).tolist(), shake, float(np.mean([one.explained for one in steps]))]


def _subject(steps: Sequence[Step], rates: NDArray[np.float64]) -> list[float]:
    amounts = np.array([one.amount for one in steps])
    share = amounts / max(float(amounts.sum()), 1e-9)
    moves = np.array([one.moves for one in steps]) * rates[:, None]
    speed = float(share @ (np.array([one.speed for one in steps]) * rates))
    across, down = (share @ moves).tolist()
    x, y = (share @ np.array([one.middle for one in steps])).tolist() if amounts.any() else (0.5, 0.5)
    length = float(share @ np.hypot(*moves.T))
    steady = float(np.hypot(across, down)) / length if length > 1e-6 else 0.0
    return [float(amounts.mean()), speed, across, down, x, y, min(steady, 1.0)]
