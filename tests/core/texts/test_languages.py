import pytest

from vsearch.encoders import EncoderSpec
from vsearch.texts.languages import likely, unknown_language

ENGLISH = EncoderSpec("test", 2, 2)


@pytest.mark.parametrize(
    "words",
    [
        "a black cat",
        "cat",
        "die hard",
        "la la land",
        "las vegas",
        "van gogh",
        "café",
        "El Niño in the news",
        "1234 !?",
        "man in war",
        "a man and a woman on the beach",
        "die in the snow",
        "Los Angeles at night",
        "red car",
        "blue sea",
        "Men play rugby",
        "a bowler hat",
        "barn door",
    ],
)
def test_english_raises_no_warning(words):
    assert unknown_language(ENGLISH, words) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("чёрная кошка на крыше", "ru"),
        ("一只黑猫", "zh"),
        ("黒い猫がいる", "ja"),
        ("검은 고양이", "ko"),
        ("قطة سوداء", "ar"),
        ("eine Katze auf dem Dach", "de"),
        ("un gato con una pelota", "es"),
        ("el gato y la pelota", "es"),
        ("le chat est sur le toit", "fr"),
        ("ein Mann und eine Frau in der Stadt", "de"),
        ("een kat op het dak", "nl"),
        ("um gato no telhado da casa", "pt"),
        ("il gatto sul tetto della casa", "it"),
        ("kot jest na dachu, a pies przy drzwiach", "pl"),
    ],
)
def test_other_languages_are_recognised_and_warned_of(words, found):
    assert found in likely(words)
    warning = unknown_language(ENGLISH, words)
    assert warning is not None
    assert "multilingual encoder, such as open_clip:xlm-roberta-base-ViT-B-32" in warning


def test_a_multilingual_encoder_is_never_warned_of():
    assert unknown_language(EncoderSpec("test", 2, 2, languages=("*",)), "чёрная кошка") is None


def test_a_chinese_encoder_is_asked_in_chinese():
    chinese = EncoderSpec("test", 2, 2, languages=("zh",))
    assert unknown_language(chinese, "一只黑猫") is None
    assert unknown_language(chinese, "a black cat on the roof") is not None
