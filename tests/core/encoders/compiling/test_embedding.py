import numpy as np
import pytest
import torch
from torch import nn

from vsearch.encoders import EncoderSpec
from vsearch.encoders.compiling.compiled import Compiled, CompiledWords
from vsearch.encoders.compiling.embedding import Embedding, write_rows
from vsearch.encoders.compiling.export import export_text, quantise
from vsearch.encoders.compiling.merges import save_tokenizer
from vsearch.encoders.towers import TorchTexts

TEXTS = ["", "a cat", "кошка на подоконнике", "猫和狗", "the cat and " * 30]


class Pooling(nn.Module):
    """A text tower as those of SigLIP are: attention to all places, the last of which is read."""

    def __init__(self, tokens: int = 600, width: int = 32) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.token_embedding = nn.Embedding(tokens, width)
        self.places = nn.Parameter(torch.randn(16, width) * 0.1)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.out = nn.Linear(width, width)

    def forward(self, ids):
        hidden = self.token_embedding(ids) + self.places
        return self.out(hidden + self.attention(hidden, hidden, hidden, need_weights=False)[0])[:, -1]


@pytest.mark.parametrize(("precision", "least"), [("fp32", 0.99999), ("int8", 0.98)])
def test_a_graph_fed_with_rows_agrees_with_the_tower(precision, least, gemma_like, tmp_path):
    tower, tokenizer = TorchTexts(Pooling()), gemma_like()
    export_text(tower, tokenizer, tmp_path, precision, large=100)
    save_tokenizer(tokenizer, tmp_path, large=100)
    if precision == "int8":
        quantise(tmp_path / "text.onnx")
    spec = EncoderSpec("small", 32, 32)
    words = CompiledWords(Compiled(tmp_path, spec, precision, 1.0, 1, trims=False), threads=1)
    with torch.inference_mode():
        theirs = tower(torch.from_numpy(tokenizer(TEXTS))).numpy()
    assert (words(TEXTS) * theirs).sum(axis=1).min() >= least
    assert (tmp_path / "rows.npy").stat().st_size < 600 * 32 * (1 if precision == "int8" else 4) + 200
    assert (tmp_path / "text.onnx.data").stat().st_size < 100_000  # the rows are not there a second time


def test_the_rows_of_a_small_vocabulary_stay_in_the_graph(gemma_like, tmp_path):
    export_text(TorchTexts(Pooling()), gemma_like(), tmp_path, "fp32")
    assert not Embedding.lies_in(tmp_path)


def test_rows_in_eight_bits_keep_their_directions(tmp_path):
    table = np.random.default_rng(0).normal(0, 0.03, (40_000, 24)).astype(np.float32)
    table[7] = 0  # padding
    write_rows(table, tmp_path, "int8")
    ids = np.array([[0, 7, 39_999], [16_384, 16_383, 1]])
    rows = Embedding(tmp_path)(ids)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, table[ids], atol=0.0006)
    assert not rows[0, 1].any()
