"""Faces are looked for once a frame, by whichever process comes first, until the video changes."""

import cv2
import numpy as np
import pytest

from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails import portraits
from vsearch.retrieval.thumbnails.signals import Portrait

CUES = "WEBVTT\n\n00:00:00.000 --> 00:00:09.000\npreview.webp#xywh=0,0,160,90\n"


@pytest.fixture
def looked(monkeypatch):
    """How often faces were looked for."""
    times = []
    monkeypatch.setattr(portraits, "portrait", lambda pixels: times.append(pixels.shape) or Portrait(1 / 3, 0.5, 1.0))
    return times


def test_faces_are_looked_for_once_a_frame(library, add, looked):
    sheet = cv2.imencode(".webp", np.zeros((90, 160, 3), np.uint8))[1].tobytes()
    shots = [("red", 0, 3), ("green", 3, 6)]
    add("v1", shots, sheet=sheet, cues=CUES)
    first = library.thumbnails("v1", top=2)
    count = len(looked)
    assert count > 0
    assert {"faces", "face_size", "eyes"} <= set(first[0].because)
    assert library.thumbnails("v1", top=2) == first
    assert Library.open(library.store.local()).thumbnails("v1", top=2) == first
    assert len(looked) == count
    add("v1", shots, sheet=sheet, cues=CUES)
    library.thumbnails("v1", top=2)
    assert len(looked) == 2 * count
