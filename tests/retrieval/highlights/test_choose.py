import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vsearch.errors import UsageWrong, VideoUnknown
from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.nouns import Span, Utterance
from vsearch.retrieval.highlights.choose import highlights, remarks
from vsearch.retrieval.highlights.curve import curve
from vsearch.retrieval.library import Library
from vsearch.retrieval.search import refine

SHOTS = [("red", 0, 4.2), ("green", 4.2, 8.4), ("blue", 8.4, 12.6), ("red", 12.6, 20)]


def disjoint(moments):
    spans = sorted((moment.span for moment in moments), key=lambda span: span.start)
    return all(one.end <= other.start + 1e-9 for one, other in pairwise(spans))


def test_a_prompt_finds_its_shot_with_edges_on_the_cuts(library, add):
    add("v1", SHOTS)
    best = highlights(library, "v1", prompt="green")[0]
    assert (best.span.start, best.span.end) == pytest.approx((4.2, 8.4), abs=0.1)
    assert best.match == "good"


def test_moments_share_no_time_and_obey_the_length(library, add):
    add("v1", SHOTS)
    moments = highlights(library, "v1", length=6, top=5)
    assert len(moments) >= 3
    assert disjoint(moments)
    assert all(moment.span.length <= 6 for moment in moments)
    assert {"video", "novelty", "motion"} <= set(moments[0].because)


@pytest.mark.parametrize("length", [0.3, 1.0, 1.5])
def test_highlights_may_be_as_short_as_one_likes(library, add, length):
    add("v1", SHOTS)
    moments = highlights(library, "v1", length=length)
    assert moments
    assert all(moment.span.length <= length + 1e-9 for moment in moments)


@pytest.mark.parametrize("length", [0.4, 1.0, 2.0, 3.0, 6.0, 9.0])
@pytest.mark.parametrize("every", [0.7, 1.3, 2.9])
def test_no_pause_makes_a_highlight_longer_than_asked(library, add, length, every):
    said = [Utterance(Span(n * every, n * every + every / 2), "word", "subtitles") for n in range(int(20 / every))]
    add("v1", [*SHOTS, ("green", 20, 37)], said=said)
    moments = highlights(library, "v1", length=length, top=40)
    assert disjoint(moments)
    assert max(moment.span.length for moment in moments) <= length + 1e-9


def test_exact_edges_make_no_highlight_longer_than_asked(filmed, monkeypatch):
    def longer(library, phrases, query, moments):
        return [replace(one, span=Span(max(0, one.span.start - 1), one.span.end + 1)) for one in moments]

    monkeypatch.setattr(refine, "refined", longer)
    best = highlights(Library(filmed), "tick", prompt="green", length=1.2, top=1, refine=True)[0]
    assert best.span.length == pytest.approx(1.2)
    assert best.span.start <= best.best <= best.span.end


def test_exact_edges_share_no_time(filmed, monkeypatch):
    def longer(library, phrases, query, moments):
        return [replace(one, span=Span(max(0, one.span.start - 3), one.span.end + 3)) for one in moments]

    monkeypatch.setattr(refine, "refined", longer)
    moments = highlights(Library(filmed), "tick", prompt="green", length=9, top=3, refine=True)
    assert len(moments) > 1
    assert disjoint(moments)


def test_exact_edges_leave_enough_to_watch(filmed, monkeypatch):
    def shorter(library, phrases, query, moments):
        return [replace(one, span=Span(one.best, one.best + 0.1)) for one in moments]

    before = highlights(Library(filmed), "tick", prompt="green", length=9)[0]
    monkeypatch.setattr(refine, "refined", shorter)
    assert highlights(Library(filmed), "tick", prompt="green", length=9, refine=True)[0].span == before.span


def test_applause_makes_a_highlight(library, add):
    loud = np.full(60, -30, np.float32)
    track = SoundTrack("sound", "builtin", loudness=loud, speech=np.zeros(60, np.float32),
                       events=(SoundEvent("applause", Span(40, 46), 1.0),))  # fmt: skip
    add("v1", [("red", 0, 60)], sound=track)
    best = highlights(library, "v1", length=10)[0]
    assert best.span.overlap(Span(40, 46)) > 4
    assert best.because["sound"] == max(best.because.values())


def test_edges_inside_a_shot_fall_into_pauses(library, add):
    said = [Utterance(Span(0.2, 5.4), "one two", "subtitles"), Utterance(Span(5.8, 11), "three four", "subtitles")]
    add("v1", [("red", 0, 12)], said=said)
    edges = {
        round(edge, 2)
        for moment in highlights(library, "v1", length=6)
        for edge in (moment.span.start, moment.span.end)
    }
    assert 5.6 in edges


def test_what_is_said_comes_along(library, add):
    add("v1", SHOTS, said=[Utterance(Span(5, 6), "green it is", "subtitles")])
    assert highlights(library, "v1", prompt="green")[0].said == "green it is"


def test_hours_are_normalised_by_what_is_near(library, add):
    """A loud second hour must not hide what stands out in a quiet first one."""
    loud = np.concatenate([np.full(3600, -45), np.full(3600, -15)]).astype(np.float32)
    loud[1000:1010] = -35
    add(
        "v1", [("red", 0, 7200)], sound=SoundTrack("sound", "builtin", loudness=loud, speech=np.zeros(7200, np.float32))
    )
    found = curve(library, library.find("v1"))
    assert found.parts["sound"][2010] > 1
    assert any(moment.span.overlap(Span(1000, 1010)) > 0 for moment in highlights(library, "v1", top=8))


def test_the_best_time_of_a_moment_is_that_of_a_kept_frame(library, add):
    add("v1", SHOTS)
    table = library.table("v1")
    times = set(table.time[: table.keeps].tolist())
    assert {moment.best for moment in highlights(library, "v1", length=6)} <= times


def test_no_good_moment_is_marked_weak(library, add):
    add("v1", SHOTS)
    assert {moment.match for moment in highlights(library, "v1", prompt="an elephant")} == {"weak"}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        pytest.param({"video": "v1", "length": 0}, UsageWrong, id="no length"),
        pytest.param({"video": "v1", "length": 1e-9}, UsageWrong, id="a length that nobody sees"),
        pytest.param({"video": "v1", "length": 1e-320}, UsageWrong, id="hardly a number"),
        pytest.param({"video": "v1", "length": math.nan}, UsageWrong, id="no number"),
        pytest.param({"video": "v1", "refine": True}, UsageWrong, id="exact edges of nothing"),
        pytest.param({"video": "v1", "top": 0}, UsageWrong, id="top"),
        pytest.param({"video": "zz"}, VideoUnknown, id="video"),
    ],
)
def test_what_cannot_be_asked(library, add, asked, error):
    add("v1", SHOTS)
    with pytest.raises(error):
        highlights(library, **asked)


def test_a_very_short_video_is_one_highlight(library, add):
    add("v1", [("red", 0, 0.5)])
    assert [(one.span.start, one.span.end) for one in highlights(library, "v1")] == [(0, 0.5)]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        pytest.param("", [], id="no prompt"),
        pytest.param("green", [], id="a good match"),
        pytest.param("an elephant", ["No good match"], id="nothing like it"),
        pytest.param("синхрофазотрон", ["does not look like a language", "No good match"], id="another language"),
        pytest.param("green " * 40, ["longer than"], id="too long"),
    ],
)
def test_what_is_to_be_said_of_an_answer(library, add, prompt, said):
    add("v1", SHOTS)
    notes = remarks(library, highlights(library, "v1", prompt=prompt), prompt)
    assert all(any(part in note for note in notes) for part in said)
    assert len(notes) == len(said) or prompt.startswith("green green")


def test_what_is_worth_less_than_usual_is_no_highlight(library, add):
    add(
        "v1", [("red", 0, 60)], sound=SoundTrack("sound", "builtin", loudness=np.linspace(-60, 0, 60, dtype=np.float32))
    )
    scores = [moment.score for moment in highlights(library, "v1", length=6, top=9)]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= len(scores) < 9
    assert min(scores) > 0


def test_without_a_prompt_a_highlight_is_good_that_stands_above_its_own_video(library, add):
    loud = np.full(90, -30, np.float32)
    loud[40:46], loud[70:74] = 0, -24
    silent = np.zeros(90, np.float32)
    add("v1", [("red", 0, 90)], sound=SoundTrack("sound", "builtin", loudness=loud, speech=silent))
    matches = {round(one.span.start): one.match for one in highlights(library, "v1", length=6, top=9)}
    assert matches[min(matches, key=lambda start: abs(start - 40))] == "good"
    assert set(matches.values()) <= {"good", "weak"}


@pytest.mark.parametrize("length", [pytest.param(8, id="short"), pytest.param(60, id="even")])
def test_of_a_video_too_short_or_too_even_nothing_is_said(library, add, frame, vector, length):
    rows = [frame(float(at), 0, span=(at, at + 1)) for at in range(length)]
    add("v1", [], rows=rows, paint=[vector("red")] * length)
    assert {one.match for one in highlights(library, "v1", length=6)} == {""}
