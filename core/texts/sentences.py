"""Sentence transformers without torch: exported once into the user's cache, then run by ONNX Runtime."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from vsearch.models.checkpoints import checkpoint
from vsearch.models.packages import demand_runtime
from vsearch.models.sessions import session
from vsearch.nouns import Vectors
from vsearch.texts import TextSpec

FORMAT = 1
"""Raised when what is written changes, so that older files are exported again."""

_BATCH = 16  # texts of about the same length at a time; more is no faster on a CPU


def sentences(model: str, *, threads: int = 0, cache: Path | None = None) -> "SentenceTexts":
    """A sentence transformer by the hub's name or a folder; the first use of a model exports it (some seconds)."""
    source = checkpoint(model, "other-texts")
    folder = _place(model, source, cache)
    if not (folder / "texts.json").is_file():
        demand_runtime(f"st:{model}", "sentence_transformers")
        from vsearch.texts.export import export

        export(source, folder, model, lambda part: SentenceTexts(model, part, threads=1))
    return SentenceTexts(f"st:{model}", folder, threads)


class SentenceTexts:
    """An exported sentence transformer."""

    def __init__(self, name: str, folder: Path, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        about = json.loads((folder / "texts.json").read_text("utf-8"))
        self.spec = TextSpec(name, about["width"])
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(about["tokens"])
        self._tokenizer.enable_padding(pad_id=about["pad"])
        self._session = session(folder / "texts.onnx", threads)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        rows = np.zeros((len(texts), self.spec.width), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))  # alike lengths need little padding
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            rows[batch] = self._encode([texts[index] for index in batch])
        return rows

    def _encode(self, texts: list[str]) -> Vectors:
        read = self._tokenizer.encode_batch(texts)
        ids = np.array([text.ids for text in read], np.int64)
        mask = np.array([text.attention_mask for text in read], np.int64)
        vectors: Vectors = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors


def _place(model: str, source: Path, cache: Path | None) -> Path:
    """Where the export of a model lies: its name, and a hash of what was exported."""
    weights = sorted(item for item in source.rglob("*.safetensors")) or sorted(source.rglob("*.bin"))
    stamp = [f"{FORMAT} {model} {source.resolve()}"]
    stamp += [f"{item.name} {item.stat().st_size} {item.stat().st_mtime_ns}" for item in weights]
    mark = hashlib.sha256("\n".join(stamp).encode()).hexdigest()[:12]
    root = cache or Path(platformdirs.user_cache_dir("vsearch")) / "texts"
    return root / f"{re.sub(r'[^A-Za-z0-9.]+', '-', model).strip('-')[-60:]}-{mark}"
