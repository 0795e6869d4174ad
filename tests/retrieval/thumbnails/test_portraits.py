"""Faces are looked for once a frame, by whichever process comes first, until the video changes."""

import cv2
import numpy as np
import pytest

from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails import portraits
from vsearch.retrieval.thumbnails.portraits import Portraits
from vsearch.retrieval.thumbnails.signals import Portrait
from vsearch.retrieval.thumbnails.weights import WEIGHTS

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


def test_a_face_is_looked_at_closely_and_where_there_is_none_no_second_time(library, add, monkeypatch):
    sheet = cv2.imencode(".webp", np.zeros((90, 160, 3), np.uint8))[1].tobytes()
    add("v1", [("red", 0, 3)], sheet=sheet, cues=CUES)
    add("v2", [("red", 0, 3)], sheet=sheet, cues=CUES)
    for video, faces in (("v1", 0.0), ("v2", 1 / 3)):
        sizes = []
        monkeypatch.setattr(
            portraits, "portrait", lambda pixels, n=faces, s=sizes: s.append(max(pixels.shape)) or Portrait(n)
        )
        library.thumbnails(video, top=2)
        assert set(sizes) == ({portraits.QUICK} if not faces else {portraits.QUICK, portraits.CLOSE})


@pytest.mark.parametrize(("scores", "lifted", "left"), [
    pytest.param([5, 4, 3], 0.0, [0, 1], id="no face on the one that leads"),
    pytest.param([5, 4, 3], 1.0, [0], id="a face on it"),
    pytest.param([4, 5, 4.9], 0.5, [1, 2], id="near to it"),
])  # fmt: skip
def test_faces_are_looked_for_where_they_could_decide(scores, lifted, left, monkeypatch):
    def lead(self, rows):
        return {name: np.array([lifted], np.float32) for name in portraits.SIGNALS}

    monkeypatch.setattr(Portraits, "_columns", lead)
    faces = object.__new__(Portraits)
    assert faces.contenders(np.arange(3) + 7, WEIGHTS, np.array(scores)).tolist() == left


@pytest.mark.parametrize(("lean", "faces", "looks"), [
    pytest.param(0.0, 0.0, 1, id="a twin of one without a face"),
    pytest.param(1.0, 0.0, 2, id="no twin"),
    pytest.param(0.0, 1 / 3, 4, id="a twin of one with a face"),
])  # fmt: skip
def test_of_frames_that_hardly_differ_one_is_looked_at(library, add, frame, vector, monkeypatch, lean, faces, looks):
    sheet = cv2.imencode(".webp", np.zeros((90, 160, 3), np.uint8))[1].tobytes()
    paint = [vector("red"), vector("red", "green", lean)]
    add("v1", [], rows=[frame(0.0), frame(1.0)], paint=paint, sheet=sheet, cues=CUES)
    sizes = []
    monkeypatch.setattr(portraits, "portrait", lambda pixels: sizes.append(pixels.shape) or Portrait(faces))
    Portraits(library, library.find("v1")).signals(np.arange(2))
    assert len(sizes) == looks


def test_the_best_is_the_same_whether_one_is_wanted_or_more(library, add):
    add("v1", [("red", 0, 3), ("green", 3, 6), ("blue", 6, 9)], title="a green field")
    assert library.thumbnails("v1", top=1) == library.thumbnails("v1", top=5)[:1]
