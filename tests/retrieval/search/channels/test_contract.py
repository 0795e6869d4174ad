"""What every channel in the table keeps to, and how one from outside is added."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vsearch.library.parts.motion import MotionTrack
from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.motion import MOTION_ENCODERS, ClipSpec
from vsearch.nouns import Box, ScreenText, Span, Utterance
from vsearch.retrieval.search.channels import CHANNELS
from vsearch.retrieval.search.found import Found, Traits
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.search import search

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]
COLOURS = ("red", "green", "blue", "yellow", "violet", "orange")


class Worded:
    """A motion encoder for which all words mean one movement."""

    spec = ClipSpec("seen", 2, 8, 0.0, (8, 8), words=True)

    def encode_texts(self, texts):
        return np.tile(np.array([[1.0, 0.0]], np.float32), (len(texts), 1))


@pytest.fixture
def heard(library, add, monkeypatch):
    """Three videos that every channel of ours finds by «green music», and one that none does."""
    for name, strength in (("v1", 0.8), ("v2", 0.5), ("v3", 0.2)):
        sound = SoundTrack("sound", "builtin", events=(SoundEvent("music", Span(2, 9), strength),))
        said = [Utterance(Span(1, 3), "green music plays", "subtitles", "en")]
        written = [ScreenText(Span(5, 8), "Green Music presents", Box(0.2, 0.4, 0.8, 0.5), 0.9, "title")]
        clip = np.array([[0.6, 0.8]], np.float32)
        motion = MotionTrack(encoder="seen", starts=np.array([2.0]), ends=np.array([6.0]), vectors=clip)
        add(name, SHOTS, title="green music", said=said, written=written, sound=sound, motion=motion)
    add("v4", [("white", 0, 4)], title="nothing")
    monkeypatch.setitem(MOTION_ENCODERS._own, "seen", Worded)
    library.store.remember({"motion_encoder": "seen"})
    return library


@pytest.mark.parametrize("name", list(CHANNELS))
class TestEveryChannel:
    def test_finds_stretches_of_its_videos_best_first(self, heard, name):
        found = CHANNELS.make(name).find(Question(heard, "green music"))
        assert {"v1", "v2", "v3"} <= {one.video for one in found}
        assert all(0 <= one.score <= 1 and one.span.length > 0 for one in found)
        assert all(0 <= one.span.start <= one.best <= one.span.end <= 12 for one in found)
        assert all(one.score >= other.score - 1e-3 for one, other in pairwise(found))

    def test_looks_only_where_it_is_asked(self, heard, name):
        found = CHANNELS.make(name).find(Question(heard, "green music", videos=("v2", "v4")))
        assert {one.video for one in found} - {"v4"} == {"v2"}
        assert CHANNELS.make(name).find(Question(heard, "green music", videos=())) == []

    def test_has_nothing_to_say_of_an_empty_library(self, library, name):
        assert CHANNELS.make(name).find(Question(library, "green music")) == []

    def test_scores_what_another_found_between_0_and_1(self, heard, name):
        question = Question(heard, "green music")
        places = [("v1", Span(4, 8)), ("v2", Span(0, 0.2)), ("v1", Span(90, 99)), ("v1", Span(4, 8))]
        scores = CHANNELS.make(name).scores(question, places)
        assert len(scores) == 4
        assert (scores[3], scores[2]) == (scores[0], 0)
        assert CHANNELS.make(name).scores(question, []) == []
        assert all(0 <= score <= 1 for score in scores)

    def test_says_what_it_counts_and_where_chance_ends(self, heard, name):
        traits = CHANNELS.make(name).traits
        assert 0 < traits.weight < 1
        assert 0 < traits.floor < 0.5

    def test_answers_alone_with_its_own_reason(self, heard, name):
        answer = search(heard, "green music", inside=[name])
        assert {reason for moment in answer.moments for reason in moment.because} - {"exact phrase"} == {name}


class Smells:
    """A channel of another package: it smells violets in every video, at the second second."""

    traits = Traits(weight=0.2, floor=0.1)

    def find(self, question):
        smelt = [Found(video, Span(2, 3), 2.5, 0.9 - 0.1 * n) for n, video in enumerate(question.asked)]
        return smelt if "violets" in question.words else []

    def scores(self, question, places):
        return [0.3 if "violets" in question.words and span.start < 3 else 0.0 for _, span in places]


def test_a_channel_from_outside_is_found_by_once_it_is_in_the_table(heard, monkeypatch):
    monkeypatch.setitem(CHANNELS._own, "smell", Smells)
    first = search(heard, "the smell of violets").moments[0]
    assert (first.video, first.span, first.because["smell"]) == ("v1", Span(2, 3), 0.9)
    assert search(heard, "violets", inside=["smell"]).moments[0].because == {"smell": 0.9}
    assert "smell" not in {reason for one in search(heard, "green").moments for reason in one.because}


def test_evidence_below_a_channels_floor_is_no_reason(heard, monkeypatch):
    monkeypatch.setitem(CHANNELS._own, "smell", Smells)
    monkeypatch.setattr(Smells, "traits", replace(Smells.traits, floor=0.85))
    moments = search(heard, "violets").moments
    assert [one.video for one in moments if "smell" in one.because] == ["v1"]


@pytest.mark.parametrize("inside", [None, *([name] for name in CHANNELS)], ids=lambda inside: str(inside and inside[0]))
@pytest.mark.parametrize("seed", [1, 2])
def test_how_many_are_wanted_does_not_change_what_comes_first(library, add, inside, seed):
    random = np.random.default_rng(seed)
    texts = ("green music plays", "loud and blue", "nothing", "the violet one", "[music]", "♪")
    for n in range(9):
        colours = random.choice(COLOURS, 4)
        said = [Utterance(Span(3 * k, 3 * k + 2), str(random.choice(texts)), "subtitles", "en") for k in range(4)]
        event = SoundEvent("music", Span(2, 9), float(random.random()))
        sound = SoundTrack("sound", "builtin", events=(event,) if n % 2 else ())
        add(f"v{n}", [(str(colour), 3 * k, 3 * k + 3) for k, colour in enumerate(colours)],
            title=" ".join(random.choice(texts[:4], 2)), said=said, sound=sound)  # fmt: skip
    for words in ("green music", "violet", "a green thing and a blue one", "music plays loud"):
        whole = search(library, words, inside=inside, top=64).moments
        for top in (1, 2, 4, 8, 16, 32):
            assert search(library, words, inside=inside, top=top).moments == whole[:top]
        assert all(one.score >= other.score for one, other in pairwise(whole))
        assert all(one.span.length > 0 for one in whole)
