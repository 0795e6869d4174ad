"""Tags by votes: neighbours decide, evidence is shown, words help where nobody labelled."""

from dataclasses import asdict

import pytest

from vsearch.encoders import ENCODERS
from vsearch.errors import TrainingImpossible, UsageWrong, VideoUnknown
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags import labels, signatures, tagging
from vsearch.retrieval.tags.neighbours import NeighbourRows

KINDS = {"red": "fire", "green": "meadow", "blue": "sea"}


@pytest.fixture
def coloured(add, library):
    """Five labelled videos of each of three colours, and one of each without labels."""
    for colour, tag in KINDS.items():
        for number in range(5):
            add(f"{colour}{number}", [(colour, 0.0, 1.0), ("black", 1.0, 1.0 + number % 2)], title="video")
        library.store.decide(*(Decision("label", f"{colour}{number}", tag=tag) for number in range(5)))
        add(f"new{colour}", [(colour, 0.0, 1.0)], title="video")
    return library


@pytest.mark.parametrize(("colour", "tag"), KINDS.items())
def test_a_video_gets_the_tag_of_its_neighbours_surely(coloured, colour, tag):
    found = tagging.tag(coloured, f"new{colour}")
    assert [item.tag.name for item in found.tags] == [tag]
    assert found.tags[0].tag.score >= found.tags[0].threshold
    assert all(item.tag.score < 0.5 for item in found.suggestions)


def test_the_evidence_names_neighbours_and_frame_pairs(coloured):
    (sure,) = tagging.tag(coloured, "newred").tags
    assert sure.votes
    assert all(vote.video.startswith("red") for vote in sure.votes)
    assert sure.tag.evidence == tuple(vote.video for vote in sure.votes)
    pair = sure.votes[0].pairs[0]
    assert 0 <= pair.here <= 2
    assert pair.similarity == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("again", [pytest.param(False, id="open"), pytest.param(True, id="opened anew")])
def test_after_a_decision_no_other_video_is_read_or_compared_again(coloured, monkeypatch, again):
    def untouched(*_: object, **__: object) -> None:
        raise AssertionError("A decision changes nothing of what videos look like.")

    tagging.tag(coloured, "newred")
    opened = Library.open(coloured.store.location) if again else coloured
    read: list[str] = []
    monkeypatch.setattr(signatures, "signature", lambda _, id: read.append(id))
    monkeypatch.setattr(NeighbourRows, "crowd", untouched)
    monkeypatch.setattr(Store, "shelf", lambda store, id, real=Store.shelf: read.append(id) or real(store, id))
    opened.store.decide(Decision("label", "green1", tag="fire"))
    assert "fire" in opened.tagger.labels.given("green1")
    opened.store.decide(Decision("unlabel", "red1", tag="fire"))
    found = tagging.tag(opened, "newred")
    assert found.tags or found.suggestions
    assert set(read) <= {"newred", "green1", "red1"}


def test_what_is_kept_of_the_videos_answers_as_what_is_made_anew(coloured):
    tagging.tag(coloured, "newred")
    coloured.store.decide(Decision("label", "green1", tag="fire"))
    kept = coloured.tagger
    coloured.store.derived.clear()
    with Library.open(coloured.store.location) as fresh:
        assert asdict(fresh.tagger.judge) == asdict(kept.judge)
        assert fresh.tagger.tag("newred") == kept.tag("newred")


def test_the_name_of_a_tag_is_a_voice_of_its_own(add, library):
    for number in range(5):
        for colour in ("red", "blue"):
            add(f"{colour}{number}", [(colour, 0.0, 1.0)], title="video")
            library.store.decide(Decision("label", f"{colour}{number}", tag=colour))
    add("new", [("blue", 0.0, 1.0)], title="video")
    found = tagging.tag(library, "new")
    name = {one.tag.name: one.by_name for one in (*found.tags, *found.suggestions)}
    assert name["blue"] > 0.5 > -0.5 > name["red"]
    assert library.tagger.judge.blend.words > 0


def test_names_that_the_encoder_cannot_read_say_nothing(coloured):
    coloured.store.decide(*(Decision("label", f"red{number}", tag="огонь в печи") for number in range(5)))
    found = tagging.tag(coloured, "newred")
    name = {one.tag.name: one.by_name for one in (*found.tags, *found.suggestions)}
    assert name["огонь в печи"] == 0
    assert name["fire"] != 0


def test_without_the_encoder_neighbours_vote_alone_and_it_is_said(coloured, monkeypatch):
    monkeypatch.delitem(ENCODERS._own, "colours")
    found = tagging.tag(coloured, "newred")
    assert [item.tag.name for item in found.tags] == ["fire"]
    assert found.tags[0].by_name is None
    assert "Neighbours vote alone, for the names of tags cannot be read." in found.notes[0]


def test_labels_follow_the_last_word_and_the_makers_tags_count_until_then(add, library):
    add("a", [("red", 0.0, 1.0)], tags=("Fire", "warm"))
    assert labels.labels(library).given("a") == ("fire", "warm")
    assert labels.label(library, "a", ["sea", "Log  fire"], ["warm"]) == labels.Labelled(
        "a", ("fire", "log fire", "sea"), ("warm",)
    )
    add("a", [("green", 0.0, 1.0)], tags=("Fire", "warm"))
    assert labels.labels(library).given("a") == ("fire", "log fire", "sea")
    assert all(made.by and made.at for made in library.store.decisions())


@pytest.mark.parametrize(
    ("plus", "minus", "sentence"),
    [
        pytest.param([], ["fir"], "Did you mean 'fire'", id="a tag that nobody has, nearly one"),
        pytest.param([], ["sea"], "No video has the tag 'sea'", id="a tag that nobody has"),
        pytest.param(["sea"], ["Sea"], "given and taken at once", id="both"),
        pytest.param([""], [], "needs a name", id="no name"),
    ],
)
def test_labels_that_make_no_sense_are_refused(add, library, plus, minus, sentence):
    add("a", [("red", 0.0, 1.0)], tags=("fire",))
    with pytest.raises(UsageWrong, match=sentence):
        labels.label(library, "a", plus, minus)
    assert not library.store.decisions()


def test_a_video_that_is_not_indexed_cannot_be_labelled(library):
    with pytest.raises(VideoUnknown):
        labels.label(library, "nothing", ["sea"])


def test_labels_of_videos_that_are_gone_are_told(coloured):
    coloured.store.decide(Decision("label", "lost", tag="sea"))
    found = tagging.tag(coloured, "newred")
    assert "Labelled, but not indexed: lost (1 in all)" in found.notes[0]


def test_without_labels_and_words_it_is_said_how_to_make_them(add, library):
    add("a", [("red", 0.0, 1.0)])
    with pytest.raises(TrainingImpossible, match=r"no video is labelled yet.*five videos a tag.*add words"):
        tagging.tag(library, "a")


def test_without_labels_words_are_looked_for_and_it_is_said(add, library):
    add("a", [("red", 0.0, 3.0)])
    add("b", [("blue", 0.0, 3.0)])
    library.store.decide(
        Decision("word", tag="red"), Decision("word", tag="blue"), Decision("synonym", tag="red", prompt="orange")
    )
    found = tagging.tag(library, "b")
    assert found.suggestions[0].tag.name == "blue"
    assert not found.tags
    assert {one.how for one in found.suggestions} == {"zero-shot"}
    assert "zero-shot guesses from the vocabulary, because no video is labelled yet" in found.notes[0]


def test_one_class_only_tells_nothing(add, library):
    for id in ("a", "b"):
        add(id, [("red", 0.0, 1.0)])
    library.store.decide(Decision("label", "a", tag="fire"))
    with pytest.raises(TrainingImpossible, match="every labelled video has the one tag 'fire'"):
        tagging.tag(library, "b")
    library.store.decide(Decision("unlabel", "b", tag="fire"))
    assert "No tag can be told surely yet" in tagging.tag(library, "b").notes[0]


def test_what_was_decided_is_not_suggested_again(coloured):
    coloured.store.decide(Decision("reject", "newred", tag="fire"))
    found = tagging.tag(coloured, "newred")
    assert "fire" not in {one.tag.name for one in (*found.tags, *found.suggestions)}


def test_words_that_nobody_used_yet_come_last_as_guesses(coloured):
    coloured.store.decide(Decision("word", tag="violet"))
    found = tagging.tag(coloured, "newred")
    assert found.suggestions[-1].tag.name == "violet"
    assert (found.suggestions[-1].how, found.suggestions[-1].threshold) == ("zero-shot", None)


def test_what_is_shown_is_noted_once_and_is_no_decision(coloured):
    decided = coloured.store.decisions()
    first = tagging.tag_all(coloured, 2)
    seen = coloured.store.shown()
    told = {item.video: [one.tag.name for one in (*item.tags, *item.suggestions)] for item in first}
    assert {one.video: [name for name, _ in one.tags] for one in seen} == {
        id: names for id, names in told.items() if names
    }
    assert {one.version for one in seen} == {"colours"}
    held = coloured.tagger
    tagging.tag_all(coloured, 2)
    assert coloured.tagger is held
    assert coloured.store.shown() == seen
    assert coloured.store.decisions() == decided


def test_a_library_that_is_only_read_is_tagged_too(coloured, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("vsearch.library.telemetry.os.open", refused)
    assert tagging.tag(coloured, "newred").tags
    assert not coloured.store.shown()


def test_one_broken_video_does_not_stop_the_others(coloured):
    (coloured.store.local("videos") / "newblue" / "vectors.faiss").write_bytes(b"broken")
    found = {item.video: item for item in tagging.tag_all(coloured)}
    assert "damaged" in found["newblue"].notes[0]
    assert found["newred"].tags


def test_what_was_learned_is_kept_and_made_anew_when_labels_change(coloured):
    _ = coloured.tagger
    kept = {path.name: path.read_bytes() for path in (coloured.store.derived.folder() / "tags").iterdir()}
    assert set(kept) == {"circles", "judge", "signatures"}
    coloured.close()
    _ = coloured.tagger
    assert {path.name: path.read_bytes() for path in (coloured.store.derived.folder() / "tags").iterdir()} == kept
    coloured.store.decide(Decision("label", "newred", tag="fire"))
    _ = coloured.tagger
    now = {path.name: path.read_bytes() for path in (coloured.store.derived.folder() / "tags").iterdir()}
    assert set(now) == set(kept)
    assert now["judge"] != kept["judge"]


@pytest.mark.parametrize(("logit", "first"), [(20.0, "sea"), (-6.0, "fire")])
def test_a_tower_has_its_share_but_does_not_make_a_tag_sure(coloured, monkeypatch, logit, first):
    held = coloured.tagger
    monkeypatch.setattr(type(held), "_towered", lambda self, id: {"sea": logit})
    monkeypatch.setattr(type(held), "_trusted", lambda self: 0.8)
    found = held.tag("newred")
    by_score = sorted((*found.tags, *found.suggestions), key=lambda one: -one.tag.score)
    assert by_score[0].tag.name == first
    assert [one.tag.name for one in found.tags] == ["fire"]
    assert {one.tag.name: one.how for one in by_score}["sea"] == "votes and tower"
