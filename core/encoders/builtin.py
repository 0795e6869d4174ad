"""Our own small dual encoder: two ONNX graphs and a tokenizer, each loaded when it is first needed."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.encoders import EncoderSpec
from vsearch.errors import ModelMissing
from vsearch.models.sessions import session
from vsearch.nouns import Pixels, Vectors

PICTURES, TEXTS = 16, 64
"""How many go through a graph at once: larger batches leave the cache and are slower."""
PARTS = ("encoder.json", "image.onnx", "text.onnx", "tokenizer.json")


class Builtin:
    """Pictures and English words in one space, with neither torch nor a download."""

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        self._folder, self._threads = folder, threads
        card = json.loads((folder / "encoder.json").read_text())
        self.spec = EncoderSpec(
            name=name,
            width=card["width"],
            size=card["size"],
            templates=tuple(card["templates"]),
            languages=tuple(card["languages"]),
            tokens=card["tokens"],
            fit=card["fit"],
            version=card.get("version", ""),
            runtime="onnxruntime fp32",
        )

    def encode_images(self, pixels: Pixels) -> Vectors:
        """One unit row per picture (n, size, size, 3)."""
        rows = [self._images.run(None, {"pixels": part})[0] for part in _parts(pixels, PICTURES)]
        return np.concatenate(rows) if rows else np.zeros((0, self.spec.width), np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        rows = [self._texts.run(None, {"ids": self._ids(part)})[0] for part in _parts(texts, TEXTS)]
        return np.concatenate(rows) if rows else np.zeros((0, self.spec.width), np.float32)

    def unread(self, text: str) -> int:
        """How many tokens of `text` lie beyond what the text tower reads."""
        return sum(len(rest.ids) for rest in self._tokenizer.encode(text).overflowing)

    def _ids(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
        # A text without a single token (an empty title) is read as one unknown word.
        found = [self._tokenizer.encode(text).ids or [1] for text in texts]  # threads would take longer to wake
        ids = np.zeros((len(found), max(map(len, found))), np.int64)
        for row, tokens in enumerate(found):
            ids[row, : len(tokens)] = tokens
        return ids

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.spec.tokens)
        return tokenizer

    @cached_property
    def _images(self) -> Any:
        return self._session("image.onnx", self._threads)

    @cached_property
    def _texts(self) -> Any:
        return self._session("text.onnx", 1)  # words are few: a second thread takes longer to start than it saves

    def _session(self, name: str, threads: int) -> Any:
        path = self._folder / name
        try:
            return session(path, threads)
        except Exception as error:  # ONNX Runtime's own exceptions share no public base class
            raise ModelMissing(f"{path} is not a graph that can be run: {error}. Copy or distil it again.") from error


def builtin(folder: str | None = None, *, threads: int | None = None) -> Builtin:
    """The encoder in the package, or the one that a distillation wrote into `folder`."""
    where = whereabouts(folder)
    return Builtin(where, f"builtin:{where}" if folder else "builtin", threads or 0)


def whereabouts(folder: str | None = None) -> Path:
    """The folder of the encoder in the package, or `folder` if it holds one."""
    where = Path(folder).expanduser().resolve() if folder else Path(str(files("vsearch.data"))) / "builtin"
    if missing := [part for part in PARTS if not (where / part).is_file()]:
        raise ModelMissing(f"{where} holds no encoder: {', '.join(missing)} not found.", "distilled-folder")
    return where


def _parts(things: Any, size: int) -> Iterator[Any]:
    return (things[start : start + size] for start in range(0, len(things), size))
