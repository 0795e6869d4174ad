"""A vocabulary as large as a real one: all strings of the commonest letters, with as many ways to make them."""

import random
import string
from itertools import chain, islice, product
from typing import Any

WAYS = 2.27
"""Pairs for each token: 580,604 of Gemma's 256,000."""

_COMMON = "▁etaoinshrdl"
_OTHERS = [*string.ascii_lowercase, *map(chr, range(0x430, 0x450)), *map(chr, range(0x4E00, 0x5E00))]


def many_tokens(count: int, seed: int = 0) -> Any:
    """A byte-pair tokenizer of so many tokens, blanks as letters and unknown letters as bytes, as SigLIP 2 has one."""
    from tokenizers import Tokenizer, models, normalizers, processors

    strings = ("".join(letters) for length in range(1, 6) for letters in product(_COMMON, repeat=length))
    named = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{n:02X}>" for n in range(256))]
    tokens = list(islice(dict.fromkeys(chain(named, _OTHERS, strings)), count))
    vocabulary = {token: place for place, token in enumerate(tokens)}
    ways = [(token[:cut], token[cut:]) for token in tokens[len(named) :] for cut in range(1, len(token))]
    pairs = random.Random(seed).sample(ways, min(len(ways), int(WAYS * count)))
    model = Tokenizer(models.BPE(vocabulary, pairs, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    model.normalizer = normalizers.Replace(" ", "▁")
    model.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return model
