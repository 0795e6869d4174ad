import numpy as np
import pytest

from vsearch.encoders.loading import load_towers
from vsearch.encoders.tokens import clean, load_tokenizer

TRICKY = [
    "a cat on a mat",
    "",
    "   spaces\t and\nnew lines   ",
    "It's the dog's; they've, I'll, we're DON'T!!!",
    "CAFÉ déjà-vu naïve Ünïcödé",
    "&lt;b&gt; fish &amp;amp; chips &quot;now&quot;",
    "русский текст и ещё немного",
    "一只黑猫坐在垫子上",
    "emoji 🎬🔥 mixed 👩‍👩‍👧 done",
    "numbers 1234 3.14 1,000,000 and $5 #tag @name",
    "“curly quotes” — dash… ﬁligature ﬂow",
    "mojibake: schÃ¶n donâ€™t",
    "a" * 300,
    "word " * 60,
    "zero\u200bwidth \u00a0nbsp \ufeffbom",
    "<start_of_text> and <end_of_text> spelled out",
    "!!! ??? ... !",
    "İstanbul ẞ ǅ Ω",
    "tail\x00null \x1b[31mred\x1b[0m",
    "'s 's's ''' 'D 'LL",
]


@pytest.fixture(scope="module")
def ours(open_clip_name):
    return load_towers(open_clip_name).tokenizer


@pytest.mark.parametrize("text", TRICKY)
def test_clip_tokens_are_those_of_open_clip(ours, text):
    import open_clip

    theirs = open_clip.get_tokenizer("tiny-clip")
    np.testing.assert_array_equal(ours([text]), theirs([text]).numpy())


def test_a_saved_tokenizer_reads_the_same(ours, tmp_path):
    ours.save(tmp_path)
    np.testing.assert_array_equal(load_tokenizer(tmp_path)(TRICKY), ours(TRICKY))


@pytest.mark.parametrize("kind", ["hf_clip", "hf_siglip", "hf_chinese"])
def test_tokens_of_transformers_models_are_those_of_their_tokenizer(kind, request):
    from transformers import AutoTokenizer

    name = request.getfixturevalue(f"{kind}_name")
    theirs = AutoTokenizer.from_pretrained(name.partition(":")[2])
    texts = ["a cat on the mat", "the dog", "", "photo " * 30]
    asked = {"padding": "max_length", "truncation": True, "max_length": 16, "return_tensors": "np"}
    np.testing.assert_array_equal(load_towers(name).tokenizer(texts), theirs(texts, **asked).input_ids)


def test_trimming_keeps_every_token_of_the_longest_text(ours):
    ids = ours(["a cat", "a cat on a mat"])
    shown = ours.trimmed(ids)
    assert shown.shape == (2, 7)  # start, five words, end
    assert (ids[:, 7:] == 0).all()


@pytest.mark.parametrize(("words", "lost"), [("a cat", 0), ("cat " * 22, 0), ("cat " * 30, 8), ("cat " * 80, 58)])
def test_what_does_not_fit_is_counted(ours, words, lost):
    assert ours.unread(words) == lost


def test_clip_mode_ends_every_row_with_the_class_token(ours):
    from dataclasses import replace

    from vsearch.encoders.tokens import Tokenizer

    ending = Tokenizer(ours._model.__class__.from_str(ours._model.to_str()), replace(ours.manner, ending=101))
    rows = ending(["a cat", "cat " * 50])
    assert rows.shape == (2, 24)
    assert (rows[:, -1] == 101).all()


def test_cleaning_that_changes_nothing_does_not_import_ftfy(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "ftfy", None)
    assert clean("A  Plain\ttext"[:2] + "Plain text", "lower") == "a plain text"


def test_canonical_cleaning_drops_punctuation():
    assert clean("A_cat, on: the (MAT)!", "canonicalize") == "a cat on the mat"
