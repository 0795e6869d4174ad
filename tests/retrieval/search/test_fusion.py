import pytest

from vsearch.nouns import Span
from vsearch.retrieval.search import fusion
from vsearch.retrieval.search.fusion import Found, fuse


def found(start, end, score=0.8, video="v1", **more):
    return Found(video, Span(start, end), start, score, **more)


def fused(**senses):
    return fuse(senses, each=9, top=9, threshold=0.5)


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


def test_the_first_of_several_that_share_time_takes_it_in():
    moments = fused(frames=[found(0, 28), found(28, 60)], speech=[found(10, 50, 0.9)])
    assert [(one.span.start, [*one.because]) for one in moments] == [(0, ["frames", "speech"]), (28, ["frames"])]


def test_moments_far_apart_are_never_compared(monkeypatch):
    pairs, together = [], fusion._together
    monkeypatch.setattr(fusion, "_together", lambda *pair: pairs.append(pair) or together(*pair))
    films = [found(4 * shot, 4 * shot + 4, video=f"v{film}") for film in range(10) for shot in range(200)]
    assert len(fused(frames=films)) == 9
    assert len(pairs) < 10 * len(films)


def test_a_video_with_a_good_match_stands_before_those_with_none_however_many_senses_found_them():
    weak = [found(0, 4, 0.45, video="weak")]
    good = [found(0, 4, 0.1, video="good"), found(9, 12, 0.1, video="good")]
    moments = fused(frames=[*weak, *good], speech=weak, title=[Found("good", None, 0, 0.6)])
    assert [(one.video, one.match) for one in moments] == [("good", "good"), ("good", "weak"), ("weak", "weak")]
