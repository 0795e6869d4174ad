"""Questions in another language than the encoder's reach the pictures by translations, and texts by their words."""

import pytest

from vsearch.errors import ModelMissing
from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.library.vocabulary import Word
from vsearch.nouns import Span, Utterance
from vsearch.retrieval.search.channels.frames import PARTLY
from vsearch.retrieval.search.search import search
from vsearch.retrieval.tags import vocabulary

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


@pytest.mark.parametrize(
    "asked",
    [
        "зелёный",
        "зеленое",
        "绿色",
        "緑の",
        "초록",
        "grün",
        "el verde y la verde",
        "zielona",
        "yeşil",
        "أخضر",
        "हरी",
        "зелена",
    ],
)
def test_a_word_in_another_language_is_asked_of_the_pictures(library, add, asked):
    add("v1", SHOTS)
    answer = search(library, asked, inside=["frames"])
    assert answer.sure
    assert (answer.moments[0].video, answer.moments[0].span.start) == ("v1", 4)
    assert 'The pictures were asked for "green' in answer.note


def test_the_librarys_own_translations_come_first(library, add):
    add("v1", SHOTS)
    vocabulary.add(library, Word("blue", languages={"ru": "зелёный"}))
    answer = search(library, "что-то зелёное", inside=["frames"])
    assert answer.moments[0].span.start == 8
    vocabulary.add(library, Word("red", synonyms=("Gerda",)))
    assert search(library, "Gerda", inside=["frames"]).moments[0].span.start == 0


def test_what_is_known_in_part_is_no_good_match_and_says_what_was_not_known(library, add):
    add("v1", SHOTS)
    answer = search(library, "зелёный синхрофазотрон", inside=["frames"])
    assert answer.moments[0].span.start == 4
    assert answer.moments[0].score <= PARTLY
    assert "синхрофазотрон is not known here" in answer.note
    assert not answer.sure


def test_what_is_to_be_avoided_is_translated_too(library, add):
    add("v1", SHOTS)
    phrases = library.phrases
    assert phrases.query("red", ["зелёный"]).tolist() == phrases.query("red", ["green"]).tolist()


def test_a_question_in_the_encoders_language_is_left_alone(library, add):
    add("v1", SHOTS)
    assert search(library, "green").note == ""
    assert library.phrases.asked("green main chat").words == "green main chat"


@pytest.mark.parametrize(("asked", "least", "most"), [("зелёный сад", 0.6, 0.95), ("зелёный синхрофазотрон", 0.3, 0.5)])
def test_titles_and_speech_in_the_encoders_language_answer_by_translation(library, add, asked, least, most):
    add("v1", SHOTS, title="Nothing")
    add("v2", SHOTS, title="The green garden", said=[Utterance(Span(4, 6), "So green is this garden", "test", "en")])
    for channel in ("title", "speech"):
        moment = search(library, asked, inside=[channel]).moments[0]
        assert moment.video == "v2"
        assert least <= moment.score <= most
        assert moment.match != "exact"


def test_words_of_another_language_find_sounds(library, add):
    add("v1", SHOTS, sound=SoundTrack("sound", "builtin", events=(SoundEvent("applause", Span(2, 4), 0.9),)))
    assert [one.span.start for one in search(library, "аплодисменты", inside=["sound"]).moments] == [2]


def test_where_the_encoder_is_missing_words_answer_as_they_are(library, add, monkeypatch):
    add("v1", SHOTS, title="Зелёный сад")

    def missing(_):
        raise ModelMissing("It is not here.", "fetch-encoder")

    monkeypatch.setattr("vsearch.retrieval.phrases.Phrases.encoder", property(missing))
    assert search(library, "сад", inside=["title"]).moments[0].video == "v1"


@pytest.mark.parametrize(
    ("title", "said", "asked"),
    [
        pytest.param("一只小狗", "我们去公园看花", "公园", id="Chinese"),
        pytest.param("子犬", "コーヒーを飲みましょう", "コーヒー", id="Japanese"),
        pytest.param("หมา", "เราไปสวนสาธารณะ", "สวน", id="Thai"),
        pytest.param("كلب", "نذهب إلى الحديقة", "حديقة", id="Arabic"),
        pytest.param("कुत्ता", "हम बगीचे में जाते हैं", "बगीचा", id="Hindi"),
        pytest.param("Собака", "Пойдём в сад", "саду", id="Russian"),
        pytest.param("Σκύλος", "Πάμε στον κήπο", "κήπος", id="Greek"),
        pytest.param("כלב", "בואו נלך לגינה", "לגינה", id="Hebrew"),
    ],
)
@pytest.mark.parametrize("channel", ["title", "speech"])
def test_texts_answer_by_their_words_in_any_script(library, add, title, said, asked, channel):
    add("v1", SHOTS, title="Nothing", said=[Utterance(Span(4, 6), "Nothing at all", "test")])
    add("v2", SHOTS, title=title, said=[Utterance(Span(4, 6), said, "test")])
    answer = search(library, asked if channel == "speech" else title, inside=[channel])
    assert [moment.video for moment in answer.moments][:1] == ["v2"]
    assert answer.moments[0].score > 0.5
