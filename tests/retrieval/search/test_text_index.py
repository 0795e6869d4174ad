"""The lexical index holds the tags that a video has, under all their names, and follows what people decide."""

from dataclasses import replace

import pytest

from vsearch.errors import LibraryDamaged
from vsearch.lexical import Lexicon
from vsearch.library.decisions import Decision
from vsearch.library.parts.shelf import Shelf
from vsearch.library.vocabulary import Word
from vsearch.retrieval.tags import vocabulary

SHOTS = [("red", 0, 1)]


@pytest.fixture
def tagged(library):
    """The videos that are found by a tag now."""

    def tagged(words):
        return sorted({match.video for match in library.text_index.search(words, fields=("tag",))})

    return tagged


def test_tags_follow_every_decision(library, add, tagged):
    add("v1", SHOTS, tags=("Garden",))
    add("v2", SHOTS)
    assert tagged("garden") == ["v1"]
    library.store.decide(Decision("label", "v2", tag="zebra"), Decision("unlabel", "v1", tag="garden"))
    assert (tagged("zebra"), tagged("garden")) == (["v2"], [])
    library.store.decide(Decision("undo", "v1", tag="garden"), Decision("undo", "v2", tag="zebra"))
    assert (tagged("zebra"), tagged("garden")) == ([], ["v1"])


def test_a_tag_is_found_by_all_its_names_and_by_those_above_it(library, add, tagged):
    add("own", SHOTS, tags=("Cat",))
    add("given", SHOTS)
    library.store.decide(Decision("label", "given", tag="kitty"))
    assert tagged("cat") == ["own"]
    vocabulary.add(library, Word("cat", ("kitty",), {"de": "Katze"}, "pet"))
    for name in ("cat", "kitty", "Katze", "pet"):
        assert tagged(name) == ["given", "own"]
    vocabulary.remove(library, "cat")
    assert (tagged("cat"), tagged("kitty"), tagged("pet")) == (["own"], ["given"], [])


def test_a_makers_tag_is_found_as_it_was_written(library, add, tagged):
    add("v1", SHOTS, tags=("Straße",))
    assert tagged("Straße") == ["v1"]


def test_a_changed_entry_is_read_anew(library, add, tagged):
    entry = add("v1", SHOTS, tags=("sea",))
    assert tagged("sea") == ["v1"]
    library.store.update(replace(entry, video=replace(entry.video, tags=("hill",))))
    assert (tagged("sea"), tagged("hill")) == ([], ["v1"])


def test_a_new_word_opens_only_the_videos_that_it_concerns(library, add, tagged, monkeypatch):
    add("v1", SHOTS, tags=("cat",))
    add("v2", SHOTS, tags=("dog",))
    assert tagged("cat") == ["v1"]
    opened = []
    entry = Shelf.entry
    monkeypatch.setattr(Shelf, "entry", lambda shelf: opened.append(shelf.folder.name) or entry(shelf))
    vocabulary.add(library, Word("cat", ("kitty",)))
    assert tagged("kitty") == ["v1"]
    assert set(opened) == {"v1"}


def test_a_video_whose_entry_is_gone_is_forgotten(library, add, tagged):
    add("v1", SHOTS, tags=("sea",))
    add("v2", SHOTS, tags=("sea",))
    assert tagged("sea") == ["v1", "v2"]
    (library.store.local("videos") / "v1" / "video.json").unlink()
    library.close()  # what is open looks again when the store says that it changed
    assert tagged("sea") == ["v2"]


def test_an_index_that_may_only_be_read_answers_as_it_is(library, add, tagged, monkeypatch):
    add("v1", SHOTS, tags=("garden",))
    assert tagged("garden") == ["v1"]
    add("v2", SHOTS, tags=("garden",))
    monkeypatch.setattr("os.access", lambda *_: False)
    assert tagged("garden") == ["v1"]


def test_words_are_found_from_memory_where_the_index_cannot_be_written(library, add, tagged, monkeypatch):
    write = Lexicon.write

    def full(index, *arguments):
        if index.folder:
            raise LibraryDamaged("It cannot be used: No space left on device.")
        write(index, *arguments)

    add("v1", SHOTS, tags=("garden",))
    monkeypatch.setattr(Lexicon, "write", full)
    assert tagged("garden") == ["v1"]


def test_a_damaged_index_is_made_anew(library, add, tagged):
    add("v1", SHOTS, tags=("garden",))
    assert tagged("garden") == ["v1"]
    (meta,) = library.store.derived.folder().glob("words-*/meta.json")
    meta.write_text("noise")
    library.close()
    assert tagged("garden") == ["v1"]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        pytest.param("Katzenfutter und wie es gemacht wird", "Katze", id="German compound"),
        pytest.param("Gatti e gattini sono nel giardino", "gatto", id="Italian plural"),
    ],
)
def test_the_language_of_a_title_is_told_by_its_words(library, add, title, asked):
    add("v1", SHOTS, title=title)
    assert [match.video for match in library.text_index.search(asked, fields=("title",))] == ["v1"]
