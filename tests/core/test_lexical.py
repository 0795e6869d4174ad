import pytest

from vsearch.errors import LibraryBusy
from vsearch.lexical import Lexicon, TextRow
from vsearch.nouns import Span


def said(video, text, start=0.0, language=""):
    return TextRow(video, "utterance", text, Span(start, start + 2), language)


@pytest.fixture
def lexicon(tmp_path):
    lexicon = Lexicon(tmp_path)
    dogs = [
        TextRow("v1", "title", "Dogs at the beach"),
        said("v1", "The quick brown fox jumps over the lazy dog.", 4, "en"),
    ]
    borscht = [TextRow("v2", "title", "Готовим борщ"), said("v2", "Нарежьте свёклу и варите собакам кашу.", 9, "ru")]
    mixed = [
        TextRow("v3", "tag", "café"),
        said("v3", "Brown is not quick, said the fox.", 1, "en"),
        said("v3", "猫が好き", 5),
    ]
    lexicon.write({"v1": ("a", dogs), "v2": ("b", borscht), "v3": ("c", mixed)})
    return lexicon


@pytest.mark.parametrize(
    ("asked", "video", "field"),
    [
        pytest.param("beaches", "v1", "title", id="plural"),
        pytest.param("jumping", "v1", "utterance", id="English stem"),
        pytest.param("собака", "v2", "utterance", id="Russian stem"),
        pytest.param("СВЕКЛА", "v2", "utterance", id="case and ё"),
        pytest.param("cafe", "v3", "tag", id="accent"),
        pytest.param("猫", "v3", "utterance", id="no spaces"),
    ],
)
def test_words_are_found_in_any_form(lexicon, asked, video, field):
    match = lexicon.search(asked)[0]
    assert (match.video, match.field) == (video, field)


@pytest.mark.parametrize("others", [[], [said("o", "Trains go fast.", language="en")]], ids=["alone", "beside English"])
@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [("Vlaky jedou rychle", "cs", "vlaky"), ("Om dan tanty", "id", "tanty"), ("Děti", "cs", "deti")],
)
def test_words_are_found_in_languages_without_stems(tmp_path, others, text, language, asked):
    lexicon = Lexicon(tmp_path)
    lexicon.write({"v": ("1", [said("v", text, language=language)]), "o": ("1", others)})
    match = lexicon.search(asked)[0]
    assert (match.video, match.exact or asked == "deti", len(match.marks)) == ("v", True, 1)


@pytest.mark.parametrize(
    ("asked", "videos"),
    [
        pytest.param("brown zzqx", ["v3", "v1"], id="any of them is enough"),
        pytest.param('"brown zzqx"', [], id="unless they are quoted"),
        pytest.param("zzqx", [], id="alone"),
    ],
)
def test_a_word_that_stands_nowhere_takes_nothing_from_the_others(lexicon, asked, videos):
    assert [(match.video, match.exact, match.all) for match in lexicon.search(asked)] == [
        (video, False, False) for video in videos
    ]


def test_the_exact_phrase_comes_first(lexicon):
    found = lexicon.search("brown fox")
    assert [(match.video, match.exact, match.all) for match in found] == [("v1", True, True), ("v3", False, True)]
    assert found[0].span == Span(4, 6)


def test_a_word_in_a_title_counts_more(tmp_path):
    lexicon = Lexicon(tmp_path)
    lexicon.write({"a": ("1", [said("a", "the dog is here")]), "b": ("1", [TextRow("b", "title", "the dog is here")])})
    assert [match.video for match in lexicon.search("dog")] == ["b", "a"]


def test_quotes_demand_the_phrase(lexicon):
    assert [match.video for match in lexicon.search('"quick brown fox"')] == ["v1"]
    assert lexicon.search('"brown quick"') == []


def test_any_word_is_better_than_none_and_says_so(lexicon):
    match = lexicon.search("fox submarine")[0]
    assert not match.exact
    assert not match.all


def test_the_snippet_marks_the_words(lexicon):
    match = lexicon.search("lazy dogs")[0]
    assert [match.snippet[start:end] for start, end in match.marks] == ["lazy", "dog"]
    assert match.span == Span(4, 6)


def test_long_texts_are_cut_around_the_words(tmp_path):
    text = "nothing here " * 50 + "a needle lies there " + "and more " * 50
    lexicon = Lexicon(tmp_path)
    lexicon.write({"v": ("a", [TextRow("v", "description", text)])})
    match = lexicon.search("needle")[0]
    assert len(match.snippet) <= 160
    assert [match.snippet[start:end] for start, end in match.marks] == ["needle"]


def test_filters_narrow_the_search(lexicon):
    assert {match.field for match in lexicon.search("dog", fields=("utterance",))} == {"utterance"}
    assert lexicon.search("fox", videos=["v2"]) == []
    assert {match.video for match in lexicon.search("fox", videos=["v3", "v2"])} == {"v3"}
    assert len(lexicon.search("fox", top=1)) == 1


@pytest.mark.parametrize("asked", ["", "  ", "?!", '"', "AND OR NOT", "a:b*", "(", "x" * 5000, "кто-то\x00"])
def test_no_question_breaks_it(lexicon, asked):
    lexicon.search(asked)


def test_writing_replaces_and_forgets(lexicon):
    lexicon.write({"v1": ("a2", [said("v1", "cats only", 1, "en")])}, gone=["v2"])
    assert lexicon.stamps() == {"v1": "a2", "v3": "c"}
    assert lexicon.search("beach") == []
    assert lexicon.search("борщ") == []
    assert lexicon.search("cat")[0].video == "v1"


def test_another_reader_sees_what_was_written(lexicon, tmp_path):
    other = Lexicon(tmp_path)
    assert other.search("beach")
    lexicon.write({"v4": ("d", [TextRow("v4", "title", "Submarines")])})
    assert other.search("submarine")[0].video == "v4"


def test_an_index_that_was_never_written_is_empty(tmp_path):
    assert Lexicon(tmp_path).search("dog") == []
    assert Lexicon(tmp_path).stamps() == {}


def test_a_damaged_index_is_made_anew(lexicon, tmp_path):
    (meta,) = tmp_path.glob("words-*/meta.json")
    meta.write_text("{ not json")
    fresh = Lexicon(tmp_path)
    fresh.write({"v9": ("z", [TextRow("v9", "title", "Fresh")])})
    assert fresh.stamps() == {"v9": "z"}


def test_two_writers_wait_for_each_other(lexicon, tmp_path, monkeypatch):
    monkeypatch.setattr("vsearch.lexical._WAIT", 0.1)
    with lexicon._writer(), pytest.raises(LibraryBusy, match="Another process"):
        Lexicon(tmp_path).write({"v": ("a", [])})
