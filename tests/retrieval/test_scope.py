"""Which videos are asked: those with a tag, under all of its names."""

import pytest

from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Word
from vsearch.retrieval import vocabulary
from vsearch.retrieval.scope import scope

SHOTS = [("red", 0, 1)]


@pytest.mark.parametrize(
    ("decisions", "tag", "videos"),
    [
        pytest.param([], "Garden", ["own"], id="its maker's"),
        pytest.param([("label", "bare", "zebra")], "zebra", ["bare"], id="labelled"),
        pytest.param([("unlabel", "own", "garden")], "garden", [], id="taken away"),
        pytest.param([("accept", "bare", "sea"), ("undo", "bare", "sea")], "sea", [], id="undone"),
        pytest.param([("label", "bare", "cat")], "kitty", ["bare"], id="a synonym"),
        pytest.param([("label", "bare", "Kitty")], "cat", ["bare"], id="labelled by a synonym"),
        pytest.param([("label", "bare", "cat")], "Katze", ["bare"], id="in another language"),
        pytest.param([("label", "bare", "cat")], "pet", ["bare"], id="what lies above"),
        pytest.param([("label", "bare", "cat"), ("unlabel", "bare", "pet")], "pet", [], id="above, denied"),
    ],
)
def test_a_tag_means_what_people_decided_under_any_of_its_names(library, add, decisions, tag, videos):
    add("own", SHOTS, tags=("garden",))
    add("bare", SHOTS)
    vocabulary.add(library, Word("cat", ("kitty",), {"de": "Katze"}, "pet"))
    library.decide(*(Decision(kind, video, tag=name) for kind, video, name in decisions))
    assert scope(library, tag=tag) == videos
