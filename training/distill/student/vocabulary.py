"""The student's own vocabulary: whole words where they are common, pieces of words where they are not."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PADDING, UNKNOWN = "[PAD]", "[UNK]"


def learn_vocabulary(texts: Iterable[str], size: int, path: Path) -> "Tokenizer":
    """Train a WordPiece tokenizer on texts and write it to `path`."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=40))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=[PADDING, UNKNOWN], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.save(str(path))
    return tokenizer


def ids(tokenizer: "Tokenizer", texts: Sequence[str], tokens: int) -> NDArray[np.int64]:
    """Token ids (n, tokens), padded with 0; a text without a token is one unknown word."""
    rows = np.zeros((len(texts), tokens), np.int64)
    for row, encoding in zip(rows, tokenizer.encode_batch(list(texts)), strict=True):
        found = (encoding.ids or [1])[:tokens]
        row[: len(found)] = found
    return rows
