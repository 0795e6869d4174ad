"""Tokens: words into the numbers a text tower reads, with `tokenizers` alone (neither torch nor transformers)."""

import html
import json
import string
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model wants its words: cleaned, cut to `length`, filled with `pad`, ended."""

    length: int
    pad: int = 0
    clean: str = "none"
    """"lower" (CLIP), "whitespace", "canonicalize" (SigLIP) or "none"."""
    side: str = "right"
    blank: int = -1
    """A token that is read as 0 (open_clip's `strip_sep_token`), or -1."""
    ending: int = -1
    """A token that stands in the last place whatever the length (open_clip's "clips" mode), or -1."""


class Tokenizer:
    """Texts into rows of `manner.length` token ids."""

    def __init__(self, model: Any, manner: Manner) -> None:
        self.manner = manner
        self._model = model
        room = manner.length - (manner.ending >= 0)
        model.enable_truncation(room)
        model.enable_padding(
            length=room, pad_id=manner.pad, pad_token=model.id_to_token(manner.pad) or "", direction=manner.side
        )

    def __call__(self, texts: Sequence[str]) -> Ids:
        """One row of ids per text."""
        rows = [self._padded(text) for text in texts]
        ids = np.asarray(rows, dtype=np.int64).reshape(len(rows), -1)
        if self.manner.blank >= 0:
            ids[ids == self.manner.blank] = 0
        if self.manner.ending >= 0:
            ids = np.pad(ids, ((0, 0), (0, 1)), constant_values=self.manner.ending)
        return ids

    def read(self, texts: Sequence[str]) -> Ids:
        """One row per text: 1 where a token stands, 0 where there is padding."""
        rows = np.asarray([self._encode(text).attention_mask for text in texts], dtype=np.int64)
        room = self.manner.length - rows.shape[-1]
        return np.pad(rows.reshape(len(texts), -1), ((0, 0), (0, room)), constant_values=1)

    def trimmed(self, ids: Ids) -> Ids:
        """`ids` without the columns in which every row is padding."""
        used = np.flatnonzero((ids != self.manner.pad).any(axis=0))
        return np.ascontiguousarray(ids[:, : used[-1] + 1]) if len(used) else ids[:, :1]

    def unread(self, text: str) -> int:
        """How many tokens of `text` do not fit and are never read."""
        parts = self._encode(text).overflowing
        return sum(
            seen and not special
            for part in parts
            for seen, special in zip(part.attention_mask, part.special_tokens_mask, strict=True)
        )

    def save(self, folder: Path) -> None:
        """Write it to `folder`, for `load_tokenizer`."""
        (folder / "tokenizer.json").write_text(_brief(self._model.to_str()), "utf-8")
        (folder / "manner.json").write_text(json.dumps(asdict(self.manner)))

    def _padded(self, text: str) -> list[int]:
        ids: list[int] = self._encode(text).ids
        return ids

    def _encode(self, text: str) -> Any:
        return self._model.encode(self._cleaned(text))

    def _cleaned(self, text: str) -> str:
        return clean(text, self.manner.clean)


def _brief(written: str) -> str:
    """The same tokenizer with its merges as text, where no part has a blank: it loads in two thirds of the time."""
    whole = json.loads(written)
    merges = whole["model"].get("merges")
    if merges and not any(isinstance(pair, str) or " " in "".join(pair) for pair in merges):
        whole["model"]["merges"] = [" ".join(pair) for pair in merges]
    return json.dumps(whole, ensure_ascii=False)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer that was saved in `folder`."""
    import tokenizers

    return Tokenizer(tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")), read_manner(folder))


def read_manner(folder: Path) -> Manner:
    """How the tokenizer that was saved in `folder` wants its words."""
    return Manner(**json.loads((folder / "manner.json").read_text()))


def clip_tokenizer(vocabulary: dict[str, int], merges: Sequence[tuple[str, str]], manner: Manner) -> Tokenizer:
    """CLIP's byte-pair encoding (lower case, words end in "</w>") from its vocabulary and ordered merges."""
    from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers, processors
    from tokenizers import Tokenizer as Model

    start, end = "<start_of_text>", "<end_of_text>"
    model = Model(models.BPE(vocab=vocabulary, merges=list(merges), end_of_word_suffix="</w>"))
    model.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in (start, end)])
    words = Regex(r"(?i)'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    model.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(words, behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    model.decoder = decoders.ByteLevel()
    specials = [(start, vocabulary[start]), (end, vocabulary[end])]
    model.post_processor = processors.TemplateProcessing(single=f"{start} $A {end}", special_tokens=specials)
    return Tokenizer(model, manner)


def clean(text: str, manner: str) -> str:
    """`text` as the models of that manner saw it in training."""
    if manner == "none":
        return text
    text = html.unescape(html.unescape(_mended(text))).strip()
    if manner == "canonicalize":
        text = text.replace("_", " ").translate(_NO_PUNCTUATION).lower()
    elif manner == "lower":
        text = text.lower()
    return " ".join(text.split())


def _mended(text: str) -> str:
    """ftfy's mending, imported only for the texts that it could change (it costs 0.1 s)."""
    if text.isascii() and text.isprintable() and "&" not in text:
        return text
    import ftfy

    return str(ftfy.fix_text(text))
