"""Teachers: an encoder whose pictures and words share a space, or picture features beside a sentence encoder."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.names import absolute, fingerprint
from vsearch.errors import ModelMissing, UsageWrong
from vsearch.nouns import Pixels, Vectors
from vsearch.training.distill.marks import mark

SHARES = "class_probabilities"
"""The output of an ONNX teacher that shares each picture out among classes."""


@dataclass(frozen=True, slots=True)
class TeacherSpec:
    """What must be known of a teacher before it is asked; two that could answer differently have different names."""

    name: str
    side: int
    """The side of the pictures it looks at, in pixels."""
    classes: tuple[str, ...] = ()
    """The names of the classes among which it shares out each picture; empty if it does not."""


class Teacher(Protocol):
    """What a student learns from."""

    @property
    def spec(self) -> TeacherSpec:
        """What it is called, which pictures it wants, which classes it knows."""

    def see(self, pixels: Pixels) -> tuple[Vectors, Vectors]:
        """A row of features and a row of class shares per picture (n, side, side, 3)."""

    def read(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""


@dataclass(frozen=True, slots=True)
class EncoderTeacher:
    """Any dual encoder as a teacher."""

    encoder: Encoder

    @property
    def spec(self) -> TeacherSpec:
        """The encoder's name, with its version and the files that it was loaded from, and the side of its pictures."""
        known = self.encoder.spec
        return TeacherSpec(f"{_loaded(known.name)} {known.version}".strip(), known.size)

    def see(self, pixels: Pixels) -> tuple[Vectors, Vectors]:
        """The encoder's own picture vectors."""
        return self.encoder.encode_images(pixels), np.zeros((len(pixels), 0), np.float32)

    def read(self, texts: Sequence[str]) -> Vectors:
        """The encoder's own text vectors."""
        return self.encoder.encode_texts(texts)


class FeatureTeacher:
    """An ONNX model from bytes (n, side, side, RGB) to features, and a sentence encoder that never saw a picture.

    A file `*labels.txt` beside the model names the classes of its output `class_probabilities`, one a line. `reader`
    is the folder or the name of the sentence encoder.
    """

    def __init__(
        self, model: Path, reader: str, sentences: Callable[[Sequence[str]], Vectors], threads: int = 1
    ) -> None:
        import onnxruntime

        if not model.is_file():
            raise ModelMissing(f"{model} is not there. Name an ONNX model that takes pictures and yields features.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        source = self._session.get_inputs()[0]
        self._source = source.name
        names = [output.name for output in self._session.get_outputs()]
        self._features = "features" if "features" in names else names[0]
        self._read = sentences
        labels = next(iter(sorted(model.parent.glob("*labels.txt"))), None) if SHARES in names else None
        classes = tuple(labels.read_text("utf-8").splitlines()) if labels else ()
        self._outputs = [self._features, SHARES] if classes else [self._features]
        name = f"{_content(model)} {_loaded(absolute(f'sentences:{reader}'))}"
        self.spec = TeacherSpec(name, int(source.shape[1]), classes)

    def see(self, pixels: Pixels) -> tuple[Vectors, Vectors]:
        """The model's features and class probabilities."""
        seen = [rows.reshape(len(pixels), -1) for rows in self._session.run(self._outputs, {self._source: pixels})]
        return seen[0], seen[1] if self.spec.classes else np.zeros((len(pixels), 0), np.float32)

    def read(self, texts: Sequence[str]) -> Vectors:
        """The sentence encoder's vectors."""
        return self._read(texts)


def sentences(folder: str, threads: int = 1) -> Callable[[Sequence[str]], Vectors]:
    """A sentence encoder from a folder or a name that sentence-transformers knows."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = SentenceTransformer(folder, device="cpu")

    def read(texts: Sequence[str]) -> Vectors:
        torch.set_num_threads(threads)
        rows: Vectors = model.encode(list(texts), batch_size=128, normalize_embeddings=True, show_progress_bar=False)
        return rows

    return read


def named(spec: str, reader: str = "") -> Teacher:
    """The teacher that `spec` names: an encoder, or an ONNX file beside the sentence encoder `reader`."""
    if not spec.endswith(".onnx"):
        return EncoderTeacher(ENCODERS.make(spec))
    if not reader:
        raise UsageWrong(f"{spec} sees but cannot read. Name a sentence encoder with --sentences FOLDER as well.")
    return FeatureTeacher(Path(spec), reader, sentences(reader))


def looks(teacher: Teacher, pixels: Pixels, size: int = 16) -> Iterator[tuple[Vectors, Vectors]]:
    """A teacher's features and class shares of stored pictures, batch by batch."""
    import cv2

    side = teacher.spec.side

    def fitted(picture: Pixels) -> Any:
        return cv2.resize(picture, (side, side), interpolation=cv2.INTER_CUBIC)

    for start in range(0, len(pixels), size):
        yield teacher.see(np.stack([fitted(picture) for picture in pixels[start : start + size]]))


def _loaded(name: str) -> str:
    """A model's name, with the sizes and times of its files where it ends in a path."""
    return f"{name} {fingerprint(name)}".strip() if ":" in name else name


def _content(model: Path) -> str:
    """A model's name and a mark of what it holds, with its weights, which may lie beside it under longer names."""
    parts = sorted(path for path in model.parent.iterdir() if path.is_file() and path.name.startswith(model.name))
    return f"{model.name} {mark([_digest(path) for path in parts])}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
