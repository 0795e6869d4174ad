"""The vocabulary: one name a tag, however it is written, and what lies above it."""

import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.catalog.verdicts import verdicts
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Word, vocabulary
from vsearch.retrieval.tags import labels
from vsearch.retrieval.tags.vocabulary import add, add_all, clear_parent, listed, merge, remove


def words(library):
    return vocabulary(library.store.decisions())


@pytest.mark.parametrize("name", ["Dog", " dog ", "PUPPY", "Hund"])
def test_every_name_leads_to_the_one(library, name):
    add(library, Word("dog", ("puppy",), {"de": "Hund"}))
    assert words(library).canonical(name) == "dog"
    assert words(library).words["dog"].said("de") == "hund"
    assert words(library).words["dog"].said("fr") == "dog"


def test_labels_of_merged_tags_count_for_the_one_that_is_kept(library):
    library.store.decide(Decision("word", tag="hound", prompt=""), Decision("synonym", tag="hound", prompt="greyhound"))
    add(library, Word("dog"))
    add(library, Word("whippet", parent="hound"))
    merge(library, "dog", "hound")
    assert words(library).above("whippet") == ("dog",)
    assert words(library).canonical("greyhound") == "dog"
    assert set(words(library).words) == {"dog", "whippet"}
    assert verdicts([Decision("label", "a", tag="Greyhound")], words(library)) == {"dog": True}
    with pytest.raises(UsageWrong, match="one tag already"):
        merge(library, "dog", "Hound")


def test_who_has_a_tag_has_those_above_unless_denied(library, request):
    add(library, Word("dog", parent="animal"))
    add(library, Word("animal", parent="thing"))
    film = request.getfixturevalue("add")
    for id in ("a", "b"):
        film(id, [("red", 0.0, 1.0)])
        library.store.decide(Decision("label", id, tag="dog"))
    library.store.decide(Decision("unlabel", "b", tag="thing"))
    held = labels.labels(library)
    assert held.given("a") == ("animal", "dog", "thing")
    assert held.given("b") == ("animal", "dog")
    assert {row.word.name: row.videos for row in listed(library)} == {"animal": 2, "dog": 2, "thing": 1}
    clear_parent(library, "dog")
    assert labels.labels(library).given("a") == ("dog",)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        pytest.param(Word("  "), "needs a name", id="no name"),
        pytest.param(Word("animal", parent="dog"), "cannot lie above", id="a circle"),
        pytest.param(Word("dog", parent="Dog"), "cannot lie above", id="itself"),
        pytest.param(Word("dog", ("animal",)), "is a word of its own", id="a synonym that is a word"),
        pytest.param(Word("dog", (), {"la": "Animal"}), "is a word of its own", id="a language's name that is a word"),
        pytest.param(Word("cat", ("pet",), {}, "Pet"), "is a word of its own", id="a synonym that lies above"),
    ],
)
def test_what_makes_no_sense_is_refused(library, word, sentence):
    add(library, Word("dog", parent="animal"))
    before = words(library).words
    with pytest.raises(UsageWrong, match=sentence):
        add(library, word)
    assert words(library).words == before


def test_a_language_may_call_a_word_by_its_own_name_or_by_a_synonym(library):
    add(library, Word("hotel", ("inn",), {"de": "Hotel", "en": "Inn"}))
    assert words(library).words["hotel"] == Word("hotel", ("inn",), {"de": "hotel", "en": "inn"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.txt", "# tags\ndog = puppy, hound < animal\nsea\n < sea\n"),
        ("w.csv", "name,synonyms,parent,de\ndog,puppy;hound,animal,Hund\nsea,,,Meer\n,x,,\n"),
        ("w.tsv", "name\tsynonyms\tparent\ndog\tpuppy;hound\tanimal\nsea\t\t\n\tx\t\n"),
        (
            "w.jsonl",
            '{"name": "dog", "synonyms": ["puppy", "hound"], "parent": "animal", "languages": {"de": "Hund"}}\n'
            '{"name": "sea"}\n{"name": ""}\n[1]\nno\n',
        ),
    ],
)
def test_files_of_words_are_read_and_broken_lines_named(library, tmp_path, name, content):
    (tmp_path / name).write_text(content)
    made = add_all(library, tmp_path / name)
    assert made.count == 2
    assert made.troubles
    assert all(line.startswith("Line ") for line in made.troubles)
    held = words(library)
    assert set(held.words) == {"animal", "dog", "sea"}
    assert held.words["dog"].synonyms == ("puppy", "hound")
    assert held.above("dog") == ("animal",)
    if "Hund" in content:
        assert held.canonical("hund") == "dog"


def test_each_line_counts_for_those_below_it_and_the_log_is_read_once(library, tmp_path, monkeypatch):
    add(library, Word("cat", ("kitty",)))
    lines = [
        "dog = hound < animal",
        "Hound = puppy",  # a synonym stands for its word
        "poodle < puppy",
        "animal < dog",  # a circle
        "animal < poodle",  # a longer one
        "wolf = dog",  # a word by now
        "kitten < Kitty",  # a word that was there before
    ]
    (tmp_path / "w.txt").write_text("\n".join(lines))
    read = []
    decisions = Store.decisions
    monkeypatch.setattr(Store, "decisions", lambda store: read.append(1) or decisions(store))
    made = add_all(library, tmp_path / "w.txt")
    assert (made.count, len(read)) == (4, 1)
    assert [line.split()[1] for line in made.troubles] == ["4", "5", "6"]
    held = words(library)
    assert held.words["dog"] == Word("dog", ("hound", "puppy"), {}, "animal")
    assert held.above("poodle") == ("dog", "animal")
    assert held.above("kitten") == ("cat",)


def test_unknown_words_are_neither_merged_nor_removed(library):
    for wrong in (
        lambda: merge(library, "cat", "dog"),
        lambda: remove(library, "cat"),
        lambda: clear_parent(library, "cat"),
    ):
        with pytest.raises(UsageWrong):
            wrong()
    add(library, Word("cat"))
    remove(library, "Cat")
    assert not words(library).words


def test_a_file_that_is_not_there_is_named(library, tmp_path):
    with pytest.raises(UsageWrong, match="cannot be read"):
        add_all(library, tmp_path / "none.txt")
