"""Compiled encoders: ONNX Runtime and `tokenizers` alone run what `compile` wrote into the user's cache."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from vsearch.encoders import EncoderSpec
from vsearch.encoders.compiling.embedding import Embedding
from vsearch.encoders.compiling.merges import read_tokenizer
from vsearch.encoders.names import fingerprint
from vsearch.encoders.pair import EncoderPair
from vsearch.models.sessions import session
from vsearch.nouns import Pixels, Vectors

FORMAT = 1
"""Raised when what is written changes, so that older files are compiled again."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled encoder in the cache, and how near it came to the original."""

    folder: Path
    spec: EncoderSpec
    precision: str
    cosine: float
    """The smallest, over real frames and texts, between its vectors and torch's in fp32."""
    batch: int
    """Pictures a run: 1 where numbers are scaled to each picture, so that no picture changes another's vector."""
    trims: bool
    weights: str = ""
    """A fingerprint of the checkpoint file, if the model came from one."""
    note: str = ""


def cache_folder(cache: Path | None = None) -> Path:
    """Where compiled encoders live: `cache`, else the user's cache."""
    return cache or Path(platformdirs.user_cache_dir("vsearch")) / "encoders"


def folder_of(name: str, precision: str, cache: Path | None = None) -> Path:
    """The folder of one compiled encoder; readable, and unique through a hash of the whole name."""
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")[-60:]
    return cache_folder(cache) / f"{readable}-{precision}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def find_compiled(name: str, precision: str = "auto", cache: Path | None = None) -> Compiled | None:
    """What was compiled of the encoder `name`, the fastest first, if it is whole and its checkpoint has not changed."""
    for wanted in ("int8", "fp32") if precision == "auto" else (precision,):
        folder = folder_of(name, wanted, cache)
        if (folder / "encoder.json").is_file():
            found = _read(folder)
            if found is not None and found.weights == fingerprint(name):
                return found
    return None


def _read(folder: Path) -> Compiled | None:
    facts = json.loads((folder / "encoder.json").read_text())
    if facts.pop("format") != FORMAT:
        return None
    spec = facts.pop("spec")
    spec["templates"], spec["languages"] = tuple(spec["templates"]), tuple(spec["languages"])
    return Compiled(folder=folder, spec=EncoderSpec(**spec), **facts)


def write_facts(compiled: Compiled, folder: Path) -> None:
    """Write what is known of a compiled encoder: the last file of its folder."""
    facts = {**asdict(compiled), "format": FORMAT}
    del facts["folder"]
    (folder / "encoder.json").write_text(json.dumps(facts, indent=1))


def compiled_encoder(compiled: Compiled, threads: int = 0) -> EncoderPair:
    """The encoder that was compiled; each tower is opened when it is first used."""
    path = f"ONNX Runtime {compiled.precision} on the CPU, cosine to torch {compiled.cosine:.5f}"
    return EncoderPair(
        replace(compiled.spec, runtime=path),
        lambda: CompiledPictures(compiled, threads),
        lambda: CompiledWords(compiled, threads),
    )


class CompiledPictures:
    """Pictures into vectors through ONNX Runtime."""

    def __init__(self, compiled: Compiled, threads: int = 0) -> None:
        self._batch = compiled.batch
        self._session = session(compiled.folder / "image.onnx", threads)

    def __call__(self, pixels: Pixels) -> Vectors:
        """One unit row per picture."""
        parts = (pixels[start : start + self._batch] for start in range(0, len(pixels), self._batch))
        return np.concatenate([self._session.run(None, {"pixels": np.ascontiguousarray(part)})[0] for part in parts])


class CompiledWords:
    """Words into vectors through ONNX Runtime, one text at a time, so that no text changes another's vector."""

    def __init__(self, compiled: Compiled, threads: int = 0) -> None:
        self._tokens = read_tokenizer(compiled.folder)
        self._trims = compiled.trims
        self._session = session(compiled.folder / "text.onnx", threads)
        self._given = {item.name for item in self._session.get_inputs()}
        self._rows = Embedding(compiled.folder) if Embedding.lies_in(compiled.folder) else None

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        return np.concatenate([self._row(text) for text in texts])

    def _row(self, text: str) -> Vectors:
        ids = self._tokens([text])
        given: dict[str, Any] = {"ids": self._tokens.trimmed(ids) if self._trims else ids}
        if self._rows is not None:
            given["rows"] = self._rows(given["ids"])
        row: Vectors = self._session.run(None, {name: given[name] for name in self._given})[0]
        return row

    def unread(self, text: str) -> int:
        """How many tokens of `text` the tower cannot read."""
        return self._tokens.unread(text)
