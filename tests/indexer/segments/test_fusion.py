"""Evidence becomes segments: each with one probability, none over another, suggestions below the threshold."""

import pytest

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.fusion import doubted, fused
from vsearch.nouns import Span

STRONG = {"episodes": 1.0, "usual": 1.0, "sound": 1.0, "pictures": 1.0}
FAINT = {"episodes": 0.33, "usual": 0.14, "pictures": 1.0}


def test_evidence_of_several_finders_is_one_segment_with_all_its_reasons() -> None:
    evidence = [
        SegmentEvidence("credits", Span(80, 99), STRONG),
        SegmentEvidence("credits", Span(84, 100), {"writing": 0.9}),
    ]
    (found,) = fused(evidence, 100)
    assert (found.kind, found.span, found.sure) == ("credits", Span(80, 100), True)
    assert set(found.because) == {*STRONG, "writing"}
    assert found.score > max(fused([one], 100)[0].score for one in evidence)


def test_what_is_improbable_is_a_suggestion() -> None:
    (found,) = fused([SegmentEvidence("intro", Span(0, 20), FAINT)], 100)
    assert not found.sure
    assert 0.15 < found.score < 0.5


def test_a_chapter_says_the_edges() -> None:
    evidence = [
        SegmentEvidence("intro", Span(1, 31), STRONG),
        SegmentEvidence("intro", Span(2, 30), {"chapter": 1.0}, exact=True),
    ]
    assert fused(evidence, 100)[0].span == Span(2, 30)


def test_of_two_intros_the_more_probable_stays_and_advertisements_all_stay() -> None:
    intros = [SegmentEvidence("intro", Span(0, 20), STRONG), SegmentEvidence("intro", Span(40, 60), FAINT)]
    adverts = [SegmentEvidence("repeated", Span(low, low + 15), STRONG) for low in (100, 200)]
    found = fused([*intros, *adverts], 300)
    assert [(one.kind, one.span.start) for one in found] == [("intro", 0), ("repeated", 100), ("repeated", 200)]


@pytest.mark.parametrize(
    ("recap", "spans"),
    [
        pytest.param(Span(0, 24), [Span(0, 20), Span(20, 50)], id="gives way"),
        pytest.param(Span(18, 40), [Span(20, 50)], id="goes where little is left"),
    ],
)
def test_no_segment_lies_over_another(recap: Span, spans: list[Span]) -> None:
    evidence = [
        SegmentEvidence("intro", Span(20, 50), STRONG),
        SegmentEvidence("recap", recap, {"earlier": 0.8, "shots": 0.6}),
    ]
    assert [one.span for one in fused(evidence, 100)] == spans


def test_nothing_lies_beyond_the_end() -> None:
    (found,) = fused([SegmentEvidence("credits", Span(90, 120), STRONG)], 100)
    assert found.span == Span(90, 100)


def test_what_a_model_says_alone_is_the_probability() -> None:
    (found,) = fused([SegmentEvidence("intro", Span(0, 20), {"model": 0.8})], 100)
    assert found.score == pytest.approx(0.8, abs=1e-4)


def test_what_a_model_says_beside_others_raises_or_lowers_and_moves_no_edge() -> None:
    alone = SegmentEvidence("credits", Span(80, 100), STRONG)
    scores = []
    for said in (0.1, 0.5, 0.9):
        (found,) = fused([alone, SegmentEvidence("credits", Span(70, 100), {"model": said})], 100)
        assert found.span == Span(80, 100)
        scores.append(found.score)
    assert scores == sorted(scores)
    assert scores[1] == pytest.approx(fused([alone], 100)[0].score, abs=1e-3)


@pytest.mark.parametrize(
    ("one", "repeated", "kept"),
    [
        pytest.param(SegmentEvidence("intro", Span(0, 20), {"model": 0.9}), [], False, id="none has it"),
        pytest.param(
            SegmentEvidence("intro", Span(0, 20), {"model": 0.9}),
            [SegmentEvidence("intro", Span(2, 22), STRONG)],
            True,
            id="others have it",
        ),
        pytest.param(SegmentEvidence("credits", Span(0, 20), {"model": 0.9}), [], True, id="credits need not return"),
        pytest.param(SegmentEvidence("intro", Span(0, 20), {"chapter": 1.0}), [], True, id="a chapter need not"),
    ],
)
def test_what_a_model_sees_and_no_other_episode_has_is_doubtful(
    one: SegmentEvidence, repeated: list[SegmentEvidence], kept: bool
) -> None:
    (made,) = doubted([one], repeated)
    assert (made == one) is kept
    assert kept or made.because["model"] < 0.5
