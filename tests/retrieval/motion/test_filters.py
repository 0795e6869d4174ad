"""Movement as a filter of searches and highlights, and calm frames of actions for thumbnails."""

import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.library.parts.motion import MotionTrack
from vsearch.motion import CAMERA, SUBJECT
from vsearch.nouns import Movement, Span
from vsearch.retrieval.highlights.choose import highlights, remarks
from vsearch.retrieval.motion.calm import calm, speeds
from vsearch.retrieval.motion.filters import moves
from vsearch.retrieval.search.search import search
from vsearch.retrieval.thumbnails.choose import measured

SHOTS = [("red", 0, 6), ("red", 6, 12), ("red", 12, 18)]
MOVEMENTS = (
    Movement(Span(0, 6), "pan", "left", 0.3, 0.1),
    Movement(Span(6, 12), "static", action=0.8),
    Movement(Span(12, 18), "shake"),
)


def track(movements=MOVEMENTS, seconds=18, lively=(6, 12)) -> MotionTrack:
    camera, subject = np.zeros((seconds, len(CAMERA)), np.float32), np.zeros((seconds, len(SUBJECT)), np.float32)
    camera[:, CAMERA.index("explained")] = 1
    subject[slice(*lively), SUBJECT.index("amount")] = 0.1
    subject[slice(*lively), SUBJECT.index("speed")] = np.linspace(1, 0.1, lively[1] - lively[0])
    return MotionTrack(camera, subject, np.ones(seconds, np.float32), movements)


@pytest.fixture
def moving(library, add, colours):
    add("v1", SHOTS, title="A", motion=track())
    add("v2", SHOTS, title="B")
    return library


@pytest.mark.parametrize(
    ("motion", "span", "expected"),
    [
        pytest.param("pan", Span(0, 6), True, id="all of it"),
        pytest.param("pan", Span(2, 9), True, id="most of it"),
        pytest.param("pan", Span(4, 12), False, id="a little of it"),
        pytest.param("pan", Span(3, 3), True, id="a moment"),
        pytest.param("tilt", Span(0, 6), False, id="another way"),
        pytest.param("handheld", Span(12, 18), True, id="what shakes is held by hand"),
        pytest.param("action", Span(6, 12), True, id="an action before a still camera"),
        pytest.param("static", Span(6, 12), True, id="which is a still camera too"),
        pytest.param("action", Span(0, 6), False, id="a pan is no action"),
    ],
)
def test_a_stretch_moves_as_most_of_it_does(motion, span, expected):
    assert moves(MOVEMENTS, span, motion) is expected


@pytest.mark.parametrize(
    ("motion", "start"),
    [pytest.param("pan", 0, id="pan"), pytest.param("action", 6, id="action"), pytest.param("handheld", 12, id="hand")],
)
def test_a_search_answers_with_moments_that_move_so(moving, motion, start):
    moments = search(moving, "red", inside=["frames"], motion=motion).moments
    assert {(moment.video, moment.span.start) for moment in moments} == {("v1", start)}


def test_a_search_for_a_movement_that_nothing_has_finds_nothing(moving):
    assert search(moving, "red", motion="zoom").note == "There is no video to look in."


@pytest.mark.parametrize("ask", [search, lambda library, words, **more: highlights(library, "v1", **more)])
def test_an_unknown_movement_is_refused_with_the_choice(moving, ask):
    with pytest.raises(UsageWrong, match="static, pan, tilt, zoom, handheld, action"):
        ask(moving, "red", motion="dolly")


def test_highlights_are_of_moments_that_move_so(moving):
    found = highlights(moving, "v1", length=6, motion="action")
    assert found
    assert all(6 <= moment.span.start < moment.span.end <= 12 for moment in found)
    assert "action" in found[0].because


@pytest.mark.parametrize("video", [pytest.param("v1", id="none"), pytest.param("v2", id="not measured")])
def test_no_highlight_that_moves_so_is_said(moving, video):
    found = highlights(moving, video, motion="zoom")
    assert found == []
    assert "index it again" in remarks(moving, found, "", "zoom")[0]


def test_action_counts_in_highlights_where_it_was_measured(moving):
    best = highlights(moving, "v1", length=6, top=1)[0]
    assert best.span.start >= 6
    assert best.because["action"] == max(moment.because["action"] for moment in highlights(moving, "v1", length=6))
    assert "motion" not in best.because
    assert "action" not in highlights(moving, "v2", length=6, top=1)[0].because


def test_calm_frames_of_an_action_come_before_its_wild_ones(moving):
    times, steady = np.array([1.0, 6.5, 9.5, 11.5, 13.0]), np.array([1, 1, 1, 0.2, 1], np.float32)
    found = calm(track(), times, steady)
    assert found is not None
    assert found[0] == found[4] == 0  # no action: nothing to be calm in
    assert found[1] < found[2]
    assert found[3] < 0.5 + 0.5  # calm, and yet blurred
    assert calm(track(MOVEMENTS[:1]), times, steady) is None
    assert calm(None, times, steady) is None
    signals = measured(moving, moving.entry("v1"), moving.phrases)
    assert signals["calm"].max() > 0
    assert "calm" not in measured(moving, moving.entry("v2"), moving.phrases)


def test_speed_is_of_camera_and_subject_together():
    moved = track()
    moved.camera[0, CAMERA.index("pan")] = -0.5
    assert speeds(moved)[:2].tolist() == pytest.approx([0.5, 0.0])
    assert speeds(moved)[6] > speeds(moved)[11] > 0
