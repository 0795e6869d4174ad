"""The review: what to ask first, and answers that are kept, undone and outlive a new index."""

import numpy as np
import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table
from vsearch.library.parts.vectors import flat
from vsearch.nouns import FrameRow, Span, Video
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import labels
from vsearch.retrieval.tags.tagger import Tagger
from vsearch.retrieval.tags.tagging import tag
from vsearch.training.datasets.build import build
from vsearch.training.serving import review
from vsearch.training.serving.review import Review, ReviewQuestion, _varied, entropy, queue

WIDTH = 32


@pytest.fixture
def library(imagined, tmp_path):
    """Twelve videos of dogs and twelve of boats; eight of each are labelled."""
    library = Library(Store.create(tmp_path / "library", "imagined", WIDTH))
    dice = np.random.default_rng(0)
    for number in range(24):
        shown = np.eye(WIDTH, dtype=np.float32)[number % 2] + 0.1 * dice.standard_normal((5, WIDTH), np.float32)
        signals = {"sharpness": 0.5, "brightness": 0.5}
        rows = [FrameRow(n, float(n), n, True, "", Span(n, n + 1), signals) for n in range(5)]
        film = Video(f"v{number:04}", tmp_path / f"{number}.mp4", "clip", 5.0, 64, 36, str(number))
        with library.store.draft(film.id) as draft:
            draft.put_frames(table(rows, [0] * 5)[0], flat(shown / np.linalg.norm(shown, axis=1, keepdims=True)))
            draft.commit(Entry(film))
        if number < 16:
            library.store.decide(Decision("label", film.id, tag=("dog", "boat")[number % 2], by="anna"))
    return library


def test_what_is_decided_is_not_asked(library):
    asked = queue(library)
    assert asked
    decided = {(id, tag) for id, tags in labels(library).videos.items() for tag in tags}
    assert not decided & {(question.video, question.tag) for question in asked}
    assert {question.tag for question in queue(library, only="Dog")} == {"dog"}


def test_after_an_answer_the_queue_reads_no_vector_of_a_video_again(library, monkeypatch):
    asked = queue(library)
    Review(library, asked).answer("accept")
    monkeypatch.setattr(review, "video_vector", lambda *_: pytest.fail("No answer changes the vector of a video."))
    later = queue(library)
    assert (asked[0].video, asked[0].tag) not in {(one.video, one.tag) for one in later}
    monkeypatch.undo()
    assert queue(Library.open(library.store.location)) == later


def test_of_many_videos_a_lot_is_looked_at_and_others_come_in_as_answers_are_given(library, monkeypatch):
    monkeypatch.setattr(review, "LOT", 4)
    looked, tagged = [], Tagger.tag
    monkeypatch.setattr(Tagger, "tag", lambda *asked: looked.append(asked[1]) or tagged(*asked))
    first = queue(library)
    assert looked == ["v0016", "v0017", "v0018", "v0019"]  # nothing was decided about these
    assert {one.video for one in first} == set(looked)
    looked.clear()
    library.store.decide(Decision("accept", "v0017", tag="boat"))
    queue(library)
    assert looked == ["v0016", "v0018", "v0019", "v0020"]


def test_of_many_videos_those_come_first_that_a_tag_suits(library, monkeypatch):
    monkeypatch.setattr(review, "LOT", 3)
    monkeypatch.setattr(review, "_suited", lambda *_: {"v0023": 0, "v0018": 1})
    assert {one.video for one in queue(library, only="dog")} <= {"v0016", "v0018", "v0023"}
    assert review._lot(library, [f"v00{n}" for n in range(16, 24)], "dog") == ["v0016", "v0018", "v0023"]


def test_a_queue_opens_no_video_that_it_does_not_look_at(library, monkeypatch):
    queue(library)  # what stands for the labelled videos is kept from now on
    monkeypatch.setattr(review, "LOT", 2)
    opened, shelf = set(), Store.shelf
    monkeypatch.setattr(Store, "shelf", lambda store, id: opened.add(id) or shelf(store, id))
    assert queue(Library.open(library.store.location))
    assert not opened & {"v0018", "v0019", "v0020", "v0021", "v0022", "v0023"}


def test_a_video_that_cannot_be_read_holds_up_no_queue(library):
    asked = queue(library)
    library.store.local("videos", "v0020", "vectors.faiss").write_bytes(b"nothing")
    again = queue(Library.open(library.store.location))
    assert {one.video for one in asked} - {one.video for one in again} <= {"v0020"}


@pytest.mark.parametrize(("p", "bits"), [(0.5, 1.0), (0.0, 0.0), (1.0, 0.0), (0.25, 0.8113)])
def test_one_half_is_the_least_certain(p, bits):
    assert entropy(p) == pytest.approx(bits, abs=1e-4)


def test_a_second_question_about_alike_videos_waits(library):
    rows = np.eye(3, dtype=np.float32)[[0, 0, 1]]
    asked = [ReviewQuestion(id, id, "dog", 0.5, worth, "") for id, worth in (("a", 1.0), ("b", 0.9), ("c", 0.6))]
    order = _varied(asked, rows, {"a": 0, "b": 1, "c": 2}, 3)
    assert [question.video for question in order] == ["a", "c", "b"]


def test_answers_are_decided_at_once_and_undone_one_by_one(library):
    first, second = queue(library)[:2]
    session = Review(library, [first, second])
    before = labels(library).videos
    session.answer("accept")
    session.answer("reject")
    now = labels(library).videos
    assert (now[first.video][first.tag], now[second.video][second.tag]) == (True, False)
    assert session.question is None
    assert session.undo() == second
    assert session.undo() == first
    assert session.undo() is None
    assert labels(library).videos == before
    assert [item.decision.kind for item in library.store.history()][-4:] == ["accept", "reject", "undo", "undo"]
    with pytest.raises(UsageWrong, match="answers nothing"):
        session.answer("like")


def test_answers_teach_the_tower_too_but_not_what_was_merely_shown(library):
    tag(library, "v0020")
    assert "v0020" not in {example.id for example in build(library)}
    library.store.decide(Decision("accept", "v0020", tag="dog"), Decision("accept", "v0020", tag="boat"))
    library.store.decide(Decision("undo", "v0020", tag="boat"), Decision("synonym", tag="hound", prompt="dog"))
    (example,) = [example for example in build(library) if example.id == "v0020"]
    assert example.tags == {"hound": True}


def test_tags_that_came_with_a_video_are_learned_from_until_somebody_denies_them(library):
    library.store.update(library.store.shelf("v0021").entry().with_video(tags=("Boat", "sea")))
    library.store.decide(Decision("unlabel", "v0021", tag="sea"))
    (example,) = [example for example in build(library) if example.id == "v0021"]
    assert example.tags == {"boat": True, "sea": False}
