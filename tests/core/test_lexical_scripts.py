"""Words are found in every script, with or without blanks, and within the words of languages that join them."""

import pytest

from vsearch.lexical import Lexicon, TextRow
from vsearch.texts.tokens import stems, words

TITLES = {
    "zh": ("红色的汽车开过大桥", "zh"),
    "zh2": ("他喜欢红茶", "zh"),
    "ja": ("猫がコーヒーを飲む", "ja"),
    "ko": ("검은 고양이가 창가에 앉아 있다", "ko"),
    "th": ("แมวกินปลาในครัว", "th"),
    "th2": ("ข่าวเช้า", "th"),
    "ar": ("السيارة الحمراء على الجسر", "ar"),
    "ar2": ("أغنية قديمة", ""),
    "fa": ("گربه روی پنجره", "fa"),
    "he": ("חתול על החלון", "he"),
    "hi": ("बिल्ली खिड़की पर बैठी है", "hi"),
    "ru": ("Рыжая кошка на окне", "ru"),
    "uk": ("Рудий кіт на вікні", "uk"),
    "el": ("Η ΓΑΤΑ ΚΑΙ Ο ΣΚΥΛΟΣ", "el"),
    "tr": ("IŞIKLAR SÖNÜYOR, İSTANBUL UYUYOR", "tr"),
    "pl": ("Żółw i łódka", "pl"),
    "de": ("Katzenfutter auf der Straße", "de"),
    "de2": ("Futter für alle Katzen", "de"),
    "en": ("A hundred terrains", "en"),
    "ta": ("பூனை ஜன்னலில் உட்கார்ந்துள்ளது", "ta"),
}


@pytest.fixture(scope="module")
def lexicon():
    made = Lexicon(None)
    made.write({id: ("1", [TextRow(id, "title", text, language=spoken)]) for id, (text, spoken) in TITLES.items()})
    return made


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        pytest.param("汽车", "zh", id="Chinese word of two letters"),
        pytest.param("红色汽车", "zh", id="Chinese words, of which one letter lies between"),
        pytest.param("コーヒー", "ja", id="katakana"),
        pytest.param("ｺｰﾋｰ", "ja", id="katakana of half the width"),
        pytest.param("고양이", "ko", id="Korean without its ending"),
        pytest.param("แมว", "th", id="Thai"),
        pytest.param("ในครัว", "th", id="Thai in the middle"),
        pytest.param("سيارة", "ar", id="Arabic without its article"),
        pytest.param("سَيَّارَة", "ar", id="Arabic with vowel points"),
        pytest.param("اغنية", "ar2", id="alef without its hamza"),
        pytest.param("گربه", "fa", id="Persian"),
        pytest.param("חָתוּל", "he", id="Hebrew with points"),
        pytest.param("बिल्ली", "hi", id="Hindi"),
        pytest.param("बिल्लियाँ", "hi", id="Hindi plural"),
        pytest.param("КОШКИ", "ru", id="Russian case and number"),
        pytest.param("вікно", "uk", id="Ukrainian"),
        pytest.param("σκύλος", "el", id="Greek accent and last sigma"),
        pytest.param("γάτες", "el", id="Greek plural"),
        pytest.param("ışık", "tr", id="Turkish i without a dot"),
        pytest.param("istanbul", "tr", id="Turkish I with a dot"),
        pytest.param("zolw", "pl", id="Polish letters plainly typed"),
        pytest.param("STRASSE", "de", id="sharp s"),
        pytest.param("Katze", "de2", id="German plural before a compound"),
        pytest.param("Strassenkatze", "de", id="a compound by one of its parts"),
        pytest.param("பூனை", "ta", id="Tamil"),
    ],
)
def test_a_word_is_found(lexicon, asked, first):
    found = lexicon.search(asked)
    assert found
    assert found[0].video == first
    assert found[0].marks


@pytest.mark.parametrize(
    ("asked", "videos"),
    [
        pytest.param("红车", set(), id="two Chinese letters that stand apart are no word"),
        pytest.param("ขาว", set(), id="Thai tones tell words apart"),
        pytest.param("terrain", {"en"}, id="English is not cut into parts"),
        pytest.param("rain", set(), id="nor found within its words"),
        pytest.param("Hund", set(), id="what is left of a word must be one"),
        pytest.param("Katze", {"de", "de2"}, id="a part of a compound"),
        pytest.param("Katzenfutter", {"de", "de2"}, id="a compound in parts"),
    ],
)
def test_no_other_is_found(lexicon, asked, videos):
    assert {match.video for match in lexicon.search(asked)} == videos


def test_what_stands_within_a_longer_word_is_marked_and_told_apart(lexicon):
    whole, part = lexicon.search("Katze")
    assert (whole.all, whole.held, whole.within) == (True, {"katze"}, frozenset())
    assert (part.all, part.held, part.within) == (False, frozenset(), {"katze"})
    assert [part.snippet[start:end] for start, end in part.marks] == ["Katzenfutter"]


def test_vowel_signs_belong_to_their_words():
    assert words("हिन्दी में गाना") == ["हिन्दी", "में", "गाना"]
    assert words("กินข้าว") == ["กิ", "น", "ข้", "า", "ว"]


@pytest.mark.parametrize(
    ("one", "other"), [("ガス", "カス"), ("ข่าว", "ขาว"), ("йод", "иод")], ids=["voiced kana", "Thai tones", "short i"]
)
def test_marks_that_make_another_word_are_kept(one, other):
    assert stems(one) != stems(other)
