from itertools import pairwise

import pytest

from vsearch.nouns import Span
from vsearch.retrieval.search import fusion
from vsearch.retrieval.search.found import Found, Traits
from vsearch.retrieval.search.fusion import certainty, mixed, ranked

TRAITS = {"frames": Traits(0.3, 0.05), "speech": Traits(0.3, 0.2), "title": Traits(0.2, 0.2)}


def found(start, end, score=0.8, video="v1", **more):
    return Found(video, Span(start, end), start, score, **more)


def fused(**channels):
    pairs = [(name, item) for name, items in channels.items() for item in items]
    return list(ranked(mixed(pairs), TRAITS, 0.5))


@pytest.mark.parametrize(
    ("said", "together"),
    [
        pytest.param(found(25, 32), True, id="across a border"),
        pytest.param(found(0, 500), True, id="longer"),
        pytest.param(found(60, 60), True, id="an instant at its end"),
        pytest.param(found(60, 64), False, id="beside it"),
        pytest.param(found(28, 32, video="v2"), False, id="another video"),
    ],
)
def test_what_shares_time_is_one_moment(said, together):
    moments = fused(frames=[found(28, 60)], speech=[said])
    assert ([*moments[0].because] == ["frames", "speech"]) == together
    assert len(moments) == 2 - together


def test_the_surest_takes_in_what_shares_its_time_and_says_where_it_is():
    moments = fused(frames=[found(0, 28, 0.6), found(28, 60, 0.5)], speech=[found(10, 20, 0.9, said="here")])
    assert [(one.span.start, sorted(one.because), one.said) for one in moments] == [
        (10, ["frames", "speech"], "here"),
        (28, ["frames"], ""),
    ]


def test_moments_far_apart_are_never_compared(monkeypatch):
    pairs, together = [], fusion._together
    monkeypatch.setattr(fusion, "_together", lambda *pair: pairs.append(pair) or together(*pair))
    films = [found(4 * shot, 4 * shot + 4, video=f"v{film}") for film in range(10) for shot in range(200)]
    assert len(fused(frames=films)) == 2000
    assert len(pairs) < 10 * len(films)


def test_the_order_follows_the_score_however_many_channels_found_it():
    weak = [found(0, 4, 0.3, video="weak")]
    moments = fused(frames=[*weak, found(0, 4, 0.6, video="good")], speech=weak, title=weak)
    assert [(one.video, one.match) for one in moments] == [("good", "good"), ("weak", "weak")]
    assert all(one.score >= other.score for one, other in pairwise(moments))


@pytest.mark.parametrize(
    ("evidence", "score"),
    [
        pytest.param({"frames": 0.6}, 0.6, id="one alone"),
        pytest.param({"frames": 0.6, "speech": 0.5}, 0.66, id="one that agrees"),
        pytest.param({"speech": 1.0, "frames": 0.2}, 1.0, id="certain"),
        pytest.param({"frames": 0.4, "speech": 0.4}, 0.472, id="two doubts are no certainty"),
    ],
)
def test_a_reason_more_never_lowers_the_score(evidence, score):
    assert certainty(evidence, TRAITS) == score


def test_an_exact_phrase_is_said_to_be_one():
    first, second = fused(speech=[found(0, 2, 1.0, exact=True), found(9, 12, 0.75)])
    assert (first.match, first.because) == ("exact", {"speech": 1.0, "exact phrase": 1.0})
    assert second.match == "good"
