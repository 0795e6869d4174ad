import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from vsearch.errors import ModelMissing
from vsearch.nouns import Span, Utterance
from vsearch.texts import TEXT_ENCODERS
from vsearch.texts.cleaning import chunks, clean, sentences, split
from vsearch.texts.languages import language, short
from vsearch.texts.summary import summary
from vsearch.texts.tokens import placed, stem, stems, words


def cues(*texts, seconds=3.0, spoken="en"):
    return [Utterance(Span(n * seconds, (n + 1) * seconds), text, "test", spoken) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The dog is running in the park with a ball", "en"),
        ("Собака бежит по парку с мячом", "ru"),
        ("Собака біжить, її м'яч", "uk"),
        ("Der Hund läuft mit dem Ball durch den Park und ist froh", "de"),
        ("Le chien court dans le parc avec une balle", "fr"),
        ("El perro corre por el parque con una pelota", "es"),
        ("Il cane corre nel parco con una palla", "it"),
        ("O cachorro corre no parque com uma bola", "pt"),
        ("De hond rent door het park met een bal", "nl"),
        ("犬が公園を走る", "ja"),
        ("狗在公园里跑", "zh"),
        ("개가 공원에서 달린다", "ko"),
        ("1234 !!", ""),
        ("Xyzzy", ""),
    ],
)
def test_languages_are_told_apart(text, found):
    assert language(text) == found


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("eng", "en"),
        ("en-GB", "en"),
        ("ru", "ru"),
        ("rus", "ru"),
        ("English", "en"),
        ("und", ""),
        ("", ""),
        ("ger", "de"),
    ],
)
def test_languages_have_two_letters(code, letters):
    assert short(code) == letters


def test_words_are_split_in_every_script():
    assert words("It’s 42 «Дома», naïve_case; 猫が") == ["it's", "42", "дома", "naïve", "case", "猫", "が"]


@pytest.mark.parametrize(
    ("one", "other", "spoken"),
    [
        ("dogs", "dog", "en"),
        ("собаками", "собака", "ru"),
        ("ёлка", "елки", ""),
        ("Häuser", "Haus", "de"),
        ("it's", "it", "en"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, spoken):
    assert stems(one, spoken) == stems(other, spoken)


def test_threads_that_share_a_stemmer_find_the_same_stems():
    told = [f"{one}{end}" for one in ("nation", "happi", "photograph") for end in ("alizes", "nesses", "ings")]
    alone = [stem.__wrapped__(word, "en") for word in told]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: [stem.__wrapped__(word, "en") for word in told * 20], range(8)))
    finally:
        sys.setswitchinterval(before)
    assert all(one == alone * 20 for one in found)


@pytest.mark.parametrize(
    ("said", "meant", "spoken"),
    [
        ("[Music] Um, hello (laughs) there ♪", "Hello there", "en"),
        ("NAR: This is it.", "This is it.", "en"),
        ("Э-э, ну хм, привет", "ну привет", "ru"),
        ("Ähm, guten Tag", "Guten Tag", "de"),
        (">> So, uh, we left.", "So, we left.", "en"),
        ("[applause]", "", "en"),
        ("Umbrella and error", "Umbrella and error", "en"),
    ],
)
def test_cleaning_leaves_what_was_said(said, meant, spoken):
    assert clean(said, spoken).lower() == meant.lower()


def test_sentences_are_split_but_not_at_titles():
    assert split('Mr. Smith went home. He slept! "Yes," he said.') == [
        "Mr. Smith went home.",
        "He slept!",
        '"Yes," he said.',
    ]


def test_cues_that_carry_on_a_sentence_are_joined():
    said = sentences(cues("This is the optical", "segment. It is large."))
    assert [part.text for part in said] == ["This is the optical segment.", "It is large."]
    assert said[0].span.start == 0
    assert said[0].span.end == pytest.approx(said[1].span.start)


def test_chunks_are_about_thirty_seconds_and_overlap():
    said = cues(*(f"Sentence number {n} is here." for n in range(40)))
    made = chunks(said)
    assert all(chunk.span.length <= 30 for chunk in made)
    assert all(after.span.start < before.span.end for before, after in pairwise(made))
    assert made[-1].span.end == 120
    assert all(any(f"number {n} " in chunk.text for chunk in made) for n in range(40))


def test_one_long_sentence_is_one_chunk():
    assert len(chunks(cues("word " * 30 + ".", seconds=90.0))) == 1


def test_the_summary_tells_what_it_is_about():
    said = cues(
        "The space telescope will look at the first galaxies.",
        "The telescope mirror is made of gold, and the mirror is huge.",
        "Well, you know, it is what it is.",
        "We will launch the space telescope next year.",
    )
    gist = summary(said)
    assert gist.phrases[0] == "space telescope"
    assert "mirror" in gist.phrases
    assert "Well, you know, it is what it is." not in gist.sentences
    assert gist == summary(said)


def test_the_summary_reads_russian():
    said = cues("Сегодня мы готовим борщ.", "Для борща нужна свёкла.", "Борщ варим час.", spoken="ru")
    assert summary(said).phrases[0] == "борщ"


def test_the_summary_of_nothing_is_empty():
    assert summary([]) == summary(cues("[Music]")) == summary(cues("♪"))


@pytest.fixture(scope="module")
def sentence_folder(tmp_path_factory):
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("models")
    vocabulary = {
        token: n for n, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz"])
    }
    plain = Tokenizer(models.BPE(vocabulary, [], unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="[PAD]", unk_token="[UNK]")
    tokenizer.save_pretrained(folder / "bert")
    torch.manual_seed(0)
    BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=64,
        ),
        add_pooling_layer=False,
    ).save_pretrained(folder / "bert")
    tower = Transformer(str(folder / "bert"), max_seq_length=32)
    SentenceTransformer(modules=[tower, Pooling(16)], device="cpu").save(str(folder / "sentences"))
    return folder / "sentences"


def test_sentence_transformers_give_their_own_vectors_without_torch_at_run_time(sentence_folder, tmp_path, monkeypatch):
    from sentence_transformers import SentenceTransformer

    from vsearch.texts.sentences import sentences as load

    texts = ["a dog runs", "b", "a much longer text with many words in it " * 4]
    encoder = load(str(sentence_folder), cache=tmp_path)
    rows = encoder.encode_texts(texts)
    wanted = SentenceTransformer(str(sentence_folder), device="cpu").encode(texts, normalize_embeddings=True)
    assert np.allclose(rows, wanted, atol=1e-4)
    assert np.allclose(encoder.encode_texts(texts[:1]), rows[:1], atol=1e-5)
    assert encoder.spec.width == 16
    assert encoder.encode_texts([]).shape == (0, 16)
    monkeypatch.setattr("vsearch.texts.export.export", None)  # the second time nothing is exported
    assert np.array_equal(load(str(sentence_folder), cache=tmp_path).encode_texts(texts), rows)


def test_a_missing_sentence_transformer_is_one_sentence():
    with pytest.raises(ModelMissing, match="the text encoder `builtin`"):
        TEXT_ENCODERS.make("st:sentence-transformers/no-such-model")


def test_the_builtin_tower_serves_texts():
    from vsearch.encoders import EncoderSpec
    from vsearch.texts.builtin import BuiltinTexts

    class Tower:
        spec = EncoderSpec("builtin", 4, 8)

        def encode_images(self, pixels):
            raise AssertionError

        def encode_texts(self, texts):
            return np.eye(4, dtype=np.float32)[: len(texts)]

    encoder = BuiltinTexts(Tower())
    assert encoder.spec.width == 4
    assert encoder.encode_texts(["a", "b"]).shape == (2, 4)


@pytest.mark.parametrize("text", ["", "The dog's  RUN-around, it'll end.", "a_b 12,5 x"], ids=["none", "said", "odd"])
def test_words_of_plain_letters_stand_where_they_stand_beside_others(text):
    assert placed(text) == placed(f"{text} …ё")[: len(placed(text))]
    assert [text[start:end].lower() for _, start, end in placed(text)] == words(text)
