import json

import pytest

from vsearch.encoders.compiling.merges import MergingTokenizer, read_tokenizer, save_tokenizer
from vsearch.encoders.tokens import Manner, Tokenizer, load_tokenizer

TEXTS = [
    "",
    " ",
    "a cat",
    "the cat sits on the mat",
    "кошка на подоконнике",
    "猫和狗",
    "Ünknown — ☃ 🙂 letters",
    "caaaaaats atatatat thethethe",
    "<eos> typed <pad>",
    "the cat and " * 30,
]


@pytest.fixture(params=["right", "left"])
def whole(request, gemma_like) -> Tokenizer:
    return gemma_like(request.param)


def test_merged_tokens_are_those_of_the_whole_tokenizer(whole, tmp_path):
    save_tokenizer(whole, tmp_path, large=100)
    ours = read_tokenizer(tmp_path)
    assert isinstance(ours, MergingTokenizer)
    assert ours(TEXTS).tolist() == whole(TEXTS).tolist()
    assert [ours.unread(text) for text in TEXTS] == [whole.unread(text) for text in TEXTS]


def test_the_letters_alone_are_written_beside_the_merges(whole, tmp_path):
    save_tokenizer(whole, tmp_path, large=100)
    written = json.loads((tmp_path / "tokenizer.json").read_text("utf-8"))["model"]
    assert not written["merges"]
    assert max(len(token) for token in written["vocab"]) == len("<0x00>")


def test_a_small_tokenizer_stays_as_it_is(whole, tmp_path):
    save_tokenizer(whole, tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["manner.json", "tokenizer.json"]
    assert load_tokenizer(tmp_path)(TEXTS).tolist() == read_tokenizer(tmp_path)(TEXTS).tolist()


def test_one_that_makes_tokens_in_another_way_stays_as_it_is(tmp_path):
    from tokenizers import Tokenizer as Model
    from tokenizers import models

    model = Model(models.WordLevel({"<unk>": 0, "cat": 1}, unk_token="<unk>"))
    save_tokenizer(Tokenizer(model, Manner(4)), tmp_path, large=1)
    assert not (tmp_path / "pairs.npy").exists()
