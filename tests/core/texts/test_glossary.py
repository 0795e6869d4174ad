"""What a question in one language is in that of an encoder."""

import pytest

from vsearch.texts.glossary import Glossary, common_glossary, with_common


@pytest.fixture(scope="module")
def glossary():
    return with_common(())


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        pytest.param("собака", "dog", id="Russian"),
        pytest.param("рыжая кошка на подоконнике", "ginger cat windowsill", id="Russian endings"),
        pytest.param("кішка спить на дивані", "cat sleep sofa", id="Ukrainian"),
        pytest.param("狗", "dog", id="Chinese"),
        pytest.param("红色的汽车在桥上", "red car bridge", id="Chinese sentence"),
        pytest.param("猫がコーヒーを飲む", "cat coffee drink", id="Japanese"),
        pytest.param("검은 고양이", "black cat", id="Korean"),
        pytest.param("eine Katze auf dem Dach", "cat roof", id="German"),
        pytest.param("Hund", "dog", id="one German word"),
        pytest.param("Straßenkatze", "street cat", id="German compound"),
        pytest.param("un chat noir dans la neige", "black cat snow", id="French, turned"),
        pytest.param("perros en la playa", "dog beach", id="Spanish plural"),
        pytest.param("un gatto sul tavolo", "cat table", id="Italian"),
        pytest.param("cachorro correndo na praia", "dog run beach", id="Portuguese"),
        pytest.param("pies na plaży", "dog beach", id="Polish"),
        pytest.param("köpek", "dog", id="Turkish"),
        pytest.param("القطة على النافذة", "cat window", id="Arabic with articles"),
        pytest.param("बिल्ली खिड़की पर", "cat window", id="Hindi"),
        pytest.param("закат над морем", "sunset sea", id="sunset"),
        pytest.param("glace au chocolat", "ice chocolate", id="the usual meaning"),
    ],
)
def test_a_question_is_put_into_english(glossary, asked, meant):
    found = glossary.translated(asked, "en")
    assert found is not None
    assert (found.words, found.unknown) == (meant, ())


@pytest.mark.parametrize(
    ("asked", "meant", "unknown"),
    [
        ("кошка и синхрофазотрон", "cat", ("синхрофазотрон",)),
        ("eine Katze mit einer Zwölftonreihe", "cat", ("Zwölftonreihe",)),
        ("猫和量子", "cat", ("量子",)),
    ],
)
def test_what_is_not_known_is_told(glossary, asked, meant, unknown):
    found = glossary.translated(asked, "en")
    assert found is not None
    assert (found.words, found.unknown) == (meant, unknown)


@pytest.mark.parametrize(
    "asked",
    ["a cat on a mat", "pain", "chat", "main gift", "piano", "die hard", "", "1234", "xyzzy", "mare", "Les Misérables",
     "синхрофазотрон", "a burro", "camera", "pizza", "red sole"],
)  # fmt: skip
def test_english_and_the_unknown_stay_as_they_are(glossary, asked):
    assert glossary.translated(asked, "en") is None


def test_questions_in_english_reach_an_encoder_for_chinese(glossary):
    found = glossary.translated("a black cat in the snow", "zh")
    assert found is not None
    assert found.words == "黑色 猫 雪"


def test_names_of_ones_own_come_first():
    own = with_common([{"": ("Minka",), "de": ("Katze",), "en": ("tabby",)}, {"": ("собачка",), "en": ("puppy love",)}])
    assert own.translated("die Katze und der Hund", "en").words == "tabby dog"
    assert own.translated("собачка", "en").words == "puppy love"
    assert own.translated("Minka", "en").words == "tabby"


def test_a_name_that_cannot_be_read_is_not_asked():
    own = Glossary([{"": ("собака",), "de": ("Hund",)}], english=lambda _: False)
    assert own.translated("der Hund", "en") is None


def test_every_concept_has_a_name_in_every_language_and_no_two_have_the_same_english_one():
    concepts = common_glossary()
    assert {len(concept) for concept in concepts} == {15}
    assert all(name.strip() == name != "" for concept in concepts for names in concept.values() for name in names)
    names = [concept["en"][0] for concept in concepts]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", [code for code in common_glossary()[0] if code != "en"])
def test_the_first_name_of_nearly_every_concept_finds_it_again(glossary, language):
    lost = []
    for concept in common_glossary():
        found = glossary._parsed(concept[language][0], language, "en")
        if found is None or found.words != concept["en"][0] or found.unknown:
            lost.append((concept[language][0], concept["en"][0], found and found.words))
    assert len(lost) <= 0.06 * len(common_glossary()), lost
