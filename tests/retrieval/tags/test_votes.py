"""Votes: near ones weigh more, rare tags are believed later, a no counts more than silence."""

import numpy as np
import pytest

from vsearch.library.parts.vectors import engine
from vsearch.library.vocabulary import Vocabulary
from vsearch.retrieval.tags import ballots, neighbours
from vsearch.retrieval.tags.ballots import cast, judged
from vsearch.retrieval.tags.labels import Labels
from vsearch.retrieval.tags.neighbours import NeighbourRows, Signature, gathered
from vsearch.retrieval.tags.votes import PRIOR, SILENCE, Scale, rates, scaled, shares, spread
from vsearch.retrieval.tags.wording import Wording

FIRST = np.array([0])


@pytest.mark.parametrize(("similarity", "weight"), [(0.9, 1.0), (0.8, 1.0), (0.7, 0.3679), (0.5, 0.0498)])
def test_a_vote_fades_below_what_is_near(similarity, weight):
    assert Scale(0.8, 0.1).weights(np.array([similarity]))[0] == pytest.approx(weight, abs=1e-3)


def test_the_scale_is_that_of_typical_neighbours():
    scale = scaled(np.array([[0.9, 0.8, 0.7], [0.8, 0.7, 0.6], [0.7, 0.6, 0.5]], np.float32))
    assert (scale.near, scale.fade) == (pytest.approx(0.8), pytest.approx(0.1))


@pytest.mark.parametrize(
    ("known", "share"),
    [
        pytest.param(1, (1 + 0.1 * PRIOR) / (1 + PRIOR), id="has it"),
        pytest.param(0, 0.1 * PRIOR / (SILENCE + PRIOR), id="does not say"),
        pytest.param(-1, 0.1 * PRIOR / (1 + PRIOR), id="denies it"),
    ],
)
def test_a_share_is_shrunk_to_the_base_rate(known, share):
    found = shares(np.array([[known]], np.int8), np.array([0.1], np.float32), np.ones(1), FIRST)
    assert found[0] == pytest.approx(share)


def test_the_same_votes_say_less_for_a_rarer_tag():
    known = np.zeros((100, 2), np.int8)
    known[:50, 0], known[:2, 1] = 1, 1
    found = shares(known, rates(known), np.ones(1), FIRST)
    assert found[0] > found[1]


def test_frames_that_stand_for_all_are_far_apart():
    frames = np.repeat(np.eye(4, dtype=np.float32), 5, axis=0)
    assert sorted(frames[spread(frames, 4)].argmax(axis=1).tolist()) == [0, 1, 2, 3]
    assert spread(frames[:3], 4).tolist() == [0, 1, 2]


def test_codes_find_what_the_rows_would_have_found(monkeypatch):
    dice = np.random.default_rng(0)
    centres = dice.standard_normal((50, 16))
    rows = np.repeat(centres, 12, axis=0) + 0.3 * dice.standard_normal((600, 16))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    exact = NeighbourRows(rows)
    monkeypatch.setattr(neighbours, "FAST", 500)
    engine().omp_set_num_threads(1)
    coded = NeighbourRows(rows)
    query = np.asarray(rows[7], np.float32)
    without = np.array([7])
    (scores, found), (told, same) = exact.nearest(query, 10, without), coded.nearest(query, 10, without)
    assert 7 not in found
    assert found.tolist() == same.tolist()
    assert scores == pytest.approx(told, abs=1e-3)


@pytest.mark.parametrize("fast", [10_000, 50], ids=["rows", "codes"])
def test_a_crowd_finds_what_each_would_have_found_alone(monkeypatch, fast):
    monkeypatch.setattr(neighbours, "FAST", fast)
    monkeypatch.setattr(neighbours, "BLOCK", 7)
    engine().omp_set_num_threads(1)
    rows = np.random.default_rng(5).standard_normal((60, 16))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    searched = NeighbourRows(rows)
    own = [np.array([n, (n + 1) % 60]) for n in range(60)]
    for n, (scores, found) in enumerate(searched.crowd(rows, 5, own)):
        alone, same = searched.nearest(np.asarray(rows[n], np.float32), 5, own[n])
        assert found.tolist() == same.tolist()
        assert not {n, (n + 1) % 60} & set(found.tolist())
        assert scores == pytest.approx(alone, abs=1e-6)


def world(labelled, dice, tags=6, noise=0.8):
    """A neighbourhood of videos around one direction a tag, and new videos of each."""
    themes = np.eye(tags, 24)

    def one(tag):
        rows = themes[tag] + noise * dice.standard_normal((4, 24)) / 24**0.5
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return Signature(rows[:1], rows[1:], np.arange(3.0))

    ids = [f"v{number}" for number in range(tags * labelled)]
    known = Labels({id: {f"t{number % tags}": True} for number, id in enumerate(ids)}, Vocabulary())
    return gathered(ids, [one(number % tags) for number in range(len(ids))], known), [
        (one(t), t) for t in range(tags)
    ] * 4


def test_ten_labels_a_tag_beat_the_majority_and_are_called_sure():
    bank, tests = world(10, np.random.default_rng(1))
    judge = judged(bank)
    told = np.stack([judge.probability(cast(bank, signature, judge.videos, judge.frames)) for signature, _ in tests])
    right = told.argmax(axis=1) == [tag for _, tag in tests]
    assert right.mean() > 0.9 > 1 / len(bank.names)
    lows = np.array([judge.thresholds.get(name, np.inf) for name in bank.names])
    given = told >= lows
    assert given[np.arange(len(tests)), [tag for _, tag in tests]].mean() > 0.8
    assert given.sum() <= len(tests) * 1.1


def test_the_names_of_tags_weigh_what_they_proved_to_be_worth():
    bank, tests = world(10, np.random.default_rng(5), noise=4.0)
    silence, scale = np.zeros(6, np.float32), np.full(6, 0.2, np.float32)
    telling, noise = (
        Wording(np.asarray(rows, np.float32), silence, scale)
        for rows in (np.eye(6, 24), np.random.default_rng(6).standard_normal((6, 24)) / 5)
    )
    hits = {}
    for name, words in (("none", None), ("telling", telling), ("noise", noise)):
        judge = judged(bank, words)
        told = [
            judge.probability(cast(bank, signature, judge.videos, judge.frames, words)).argmax()
            for signature, _ in tests
        ]
        hits[name] = np.mean([said == tag for said, (_, tag) in zip(told, tests, strict=True)])
    assert hits["telling"] > hits["none"] + 0.1
    assert hits["noise"] > hits["none"] - 0.1
    assert judged(bank, noise).blend.words < 0.2 < judged(bank, telling).blend.words


def test_every_labelled_video_is_judged_up_to_a_bound_and_a_lot_beyond(monkeypatch):
    bank, _ = world(10, np.random.default_rng(1))
    assert judged(bank).held == 60
    monkeypatch.setattr(ballots, "HELD", 59)
    monkeypatch.setattr(ballots, "LOT", 40)
    assert judged(bank).held == 40


def test_labels_by_lot_make_no_tag_sure():
    bank, _ = world(10, np.random.default_rng(2), noise=40.0)
    assert not judged(bank).thresholds


def test_a_video_does_not_vote_for_itself():
    bank, _ = world(3, np.random.default_rng(3))
    scale = Scale(0.5, 0.2)
    ballot = cast(bank, bank.signature(4), scale, scale, without=4)
    assert 4 not in ballot.voters
    assert 4 not in bank.owner[[pair.there for pair in ballot.pairs]]


def test_tags_of_single_videos_are_not_thought_likely():
    bank, tests = world(1, np.random.default_rng(4))
    judge = judged(bank)
    told = judge.probability(cast(bank, tests[0][0], judge.videos, judge.frames))
    assert told.argmax() == 0
    assert told.sum() < 1.6
    assert not judge.thresholds
