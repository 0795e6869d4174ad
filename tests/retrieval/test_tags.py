"""Tags by votes: neighbours decide, evidence is shown, words help where nobody labelled."""

import pytest

from vsearch.library.decisions import Decision
from vsearch.retrieval import tags

KINDS = {"red": "fire", "green": "meadow", "blue": "sea"}


@pytest.fixture
def coloured(add, library):
    """Six labelled videos of each of three colours, and one of each without labels."""
    for colour, tag in KINDS.items():
        for number in range(6):
            add(f"{colour}{number}", [(colour, 0.0, 2.0), ("black", 2.0, 2.0 + number % 2)], title="video")
            library.decide(Decision("label", f"{colour}{number}", tag=tag))
        add(f"new{colour}", [(colour, 0.0, 2.0)], title="video")
    return library


@pytest.mark.parametrize(("colour", "tag"), KINDS.items())
def test_a_video_gets_the_tag_of_its_neighbours_surely(coloured, colour, tag):
    found = tags.tag(coloured, f"new{colour}")
    assert [item.tag.name for item in found.tags] == [tag]
    assert found.tags[0].tag.score >= found.tags[0].threshold
    assert all(item.tag.score < 0.5 for item in found.suggestions)


def test_the_evidence_names_neighbours_and_frame_pairs(coloured):
    (sure,) = tags.tag(coloured, "newred").tags
    assert sure.votes
    assert all(vote.video.startswith("red") for vote in sure.votes)
    assert sure.tag.evidence == tuple(vote.video for vote in sure.votes)
    pair = sure.votes[0].pairs[0]
    assert 0 <= pair.here <= 2
    assert pair.similarity == pytest.approx(1, abs=0.01)
