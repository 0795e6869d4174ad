"""Calm: of the frames of an action, those between its movements, which are not blurred and can be looked at."""

import numpy as np

from vsearch.library.parts.motion import MotionTrack
from vsearch.motion import CAMERA, SUBJECT
from vsearch.motion.kinds import REACH
from vsearch.nouns import Times
from vsearch.retrieval.thumbnails.weights import Column


def calm(track: MotionTrack | None, times: Times, steady: Column) -> Column | None:
    """How calm each frame of an action is beside the rest of it, in [0, 1]; 0 elsewhere, None for a film without any.

    Half is how slowly its second goes, half how sharp it is beside its neighbours.
    """
    lively = [one.span for one in track.movements if one.action >= one.LIVELY] if track else []
    if track is None or not lively:
        return None
    speed = speeds(track)[np.clip(times.astype(np.intp), 0, len(track.camera) - 1)]
    found = np.zeros(len(times), np.float32)
    for span in lively:
        inside = (times >= span.start) & (times < span.end)
        if inside.any():
            still = 1 - speed[inside] / max(float(speed[inside].max()), 1e-6)
            found[inside] = 0.5 * still + 0.5 * np.clip(steady[inside], 0, 1)
    return found if found.any() else None


def speeds(track: MotionTrack) -> Column:
    """How fast the picture goes in each second, in heights a second: the camera, its shake and what moves before it."""
    camera = dict(zip(CAMERA, track.camera.T, strict=True))
    subject = dict(zip(SUBJECT, track.subject.T, strict=True))
    gone = np.hypot(camera["pan"], camera["tilt"]) + REACH * np.abs(camera["zoom"]) + camera["shake"]
    return np.asarray(gone + subject["speed"] * np.sqrt(np.maximum(subject["amount"], 0)), np.float32)
